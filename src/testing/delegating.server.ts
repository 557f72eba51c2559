import { ChatKitServer, type ChatKitServerOptions } from '../turns/chatkit-server.js';
import type { Responder } from '../turns/responder.js';

/** A server in whose place a responder answers: one that a test holds in its hand, such as a scripted one. */
export class DelegatingServer extends ChatKitServer {
  constructor(
    private readonly responder: Responder,
    options: ChatKitServerOptions,
  ) {
    super(options);
  }

  override respond(...call: Parameters<Responder['respond']>) {
    return this.responder.respond(...call);
  }
  override action(...call: Parameters<Responder['action']>) {
    return this.responder.action(...call);
  }
  override syncAction(...call: Parameters<Responder['syncAction']>) {
    return this.responder.syncAction(...call);
  }
  override addFeedback(...call: Parameters<Responder['addFeedback']>) {
    return this.responder.addFeedback(...call);
  }
  override transcribe(...call: Parameters<Responder['transcribe']>) {
    return this.responder.transcribe(...call);
  }
  override getStreamOptions(...call: Parameters<Responder['getStreamOptions']>) {
    return this.responder.getStreamOptions(...call);
  }
  override handleStreamCancelled(...call: Parameters<Responder['handleStreamCancelled']>) {
    return this.responder.handleStreamCancelled(...call);
  }
}
