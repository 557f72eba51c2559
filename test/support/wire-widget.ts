/**
 * Source of a stand-in for OpenAI's element, which behaves on the wire as that does: it is given `api.fetch` and calls
 * it with a URL, a body of text, plain headers and a signal; stop aborts the signal and sends nothing; a stream that
 * breaks is an error and is not asked for again; it reads threads anew for `fetchUpdates`. What it shows is plain.
 */
export const wireWidget = `
  customElements.define('openai-chatkit', class extends HTMLElement {
    items = new Map();
    threadId = null;

    setOptions(options) {
      const isFirst = !this.options;
      this.options = options;
      if (!isFirst) return;
      this.innerHTML = '<ol></ol><p role="status"></p><textarea aria-label="Widget"></textarea>' +
        '<button data-send>Widget send</button><button data-stop hidden>Widget stop</button>';
      this.querySelector('[data-send]').onclick = () => this.send(this.querySelector('textarea').value);
      this.querySelector('[data-stop]').onclick = () => this.abort.abort();
      // Its frame has to load first.
      requestAnimationFrame(() => setTimeout(() => this.say('ready', {})));
      if (options.initialThread) this.load(options.initialThread);
    }

    say(name, detail) {
      this.dispatchEvent(new CustomEvent('chatkit.' + name, { detail }));
    }

    status(text) {
      this.querySelector('[role=status]').textContent = text;
    }

    show() {
      const rows = [...this.items.values()].filter(({ text }) => text).map(({ type, text }) => {
        const row = document.createElement('li');
        row.className = type;
        row.textContent = text;
        return row;
      });
      this.querySelector('ol').replaceChildren(...rows);
    }

    post(type, params, signal) {
      const { url, fetch } = this.options.api;
      return fetch(url, {
        method: 'POST',
        body: JSON.stringify({ type, params }),
        headers: {
          'Content-Type': 'application/json',
          'Accept-Language': 'en',
          'chatkit-frame-instance-id': '6f1c2f9e-0d0f-4b7e-9c55-1f4d7f0f5a10',
          accept: signal ? 'text/event-stream' : '*/*',
        },
        signal,
      });
    }

    async load(threadId) {
      this.say('thread.load.start', { threadId });
      const response = await this.post('threads.get_by_id', { thread_id: threadId });
      if (!response.ok) return this.status('Failed to load conversation.');
      const { items } = await response.json();
      this.threadId = threadId;
      this.items = new Map(items.data.map((item) => [item.id, this.view(item)]));
      this.show();
      this.loads = (this.loads ?? 0) + 1;
      this.say('thread.load.end', { threadId });
    }

    fetchUpdates() {
      return this.load(this.threadId);
    }

    async setComposerValue({ text }) {
      this.querySelector('textarea').value = text;
    }

    async send(text) {
      this.querySelector('textarea').value = '';
      const input = {
        content: [{ type: 'input_text', text }], quoted_text: '', attachments: [], inference_options: {},
      };
      this.abort = new AbortController();
      this.querySelector('[data-stop]').hidden = false;
      this.status('Answering');
      this.say('response.start', {});
      try {
        const response = await (this.threadId
          ? this.post('threads.add_user_message', { thread_id: this.threadId, input }, this.abort.signal)
          : this.post('threads.create', { input }, this.abort.signal));
        if (!response.ok) throw new Error(String(response.status));
        await this.read(response.body.pipeThrough(new TextDecoderStream()).getReader());
        this.status('Ended');
      } catch (error) {
        this.status(this.abort.signal.aborted ? 'Ended' : 'There was an error while generating the response.');
      }
      this.querySelector('[data-stop]').hidden = true;
      this.say('response.end', {});
    }

    async read(reader) {
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const frames = (rest + value).split('\\n\\n');
        rest = frames.pop();
        for (const frame of frames) {
          if (frame.startsWith('data: ')) this.take(JSON.parse(frame.slice(6)));
        }
        this.show();
      }
    }

    take({ type, thread, item, item_id, update, message }) {
      if (type === 'thread.created') {
        this.threadId = thread.id;
        this.say('thread.change', { threadId: thread.id });
      }
      if (type === 'error') this.items.set('error', { type: 'error', text: message });
      if (item) this.items.set(item.id, this.view(item));
      if (type === 'thread.item.removed') this.items.delete(item_id);
      if (update?.type === 'assistant_message.content_part.text_delta') {
        this.items.get(item_id).text += update.delta;
      }
    }

    view({ type, content }) {
      const parts = Array.isArray(content) ? content : [];
      return { type, text: parts.map(({ text }) => text ?? '').join('') };
    }
  });
`;
