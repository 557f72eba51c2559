// Widgets and their actions. The card of tours is written while the person looks. A click on a tour is answered by a
// stream; the switch for the reminder by one JSON body, also while a stream runs. Both store the card as it is
// afterwards, so that it looks the same when the conversation is opened again.
//
//   curl -N localhost:8010/widgets --json '{"type":"threads.create","params":{"input":{"content":[{"type":"input_text","text":"When are the tours?"}],"attachments":[],"inference_options":{}}}}'

import {
  button,
  card,
  ChatKitServer,
  checkbox,
  col,
  CustomStreamError,
  MemoryThreadStore,
  row,
  spacer,
  streamText,
  streamWidget,
  text,
  type Action,
  type Card,
  type RequestContext,
  type SyncActionResult,
  type ThreadMetadata,
  type ThreadStreamEvent,
  type WidgetItem,
} from 'nestjs-chatkit';
import { tourOf, tours, wordByWord } from './museum.js';

/** What the card shows. Its buttons carry the next state in their payload: nothing else remembers it. */
interface Booking {
  tour?: string;
  remind: boolean;
}

const intro = 'We climb three times a day. Which tour shall it be?';

function tourCard(booking: Booking, words = intro, streaming = false): Card {
  const booked = tourOf(booking.tour);
  return card({
    children: [
      text({ id: 'intro', value: booked ? `You are on "${booked.name}".` : words, streaming }),
      col({
        children: tours.map(({ id, name, time }) =>
          row({
            key: id,
            children: [
              text({ value: `${time}  ${name}` }),
              spacer(),
              button({
                label: id === booking.tour ? 'Booked' : 'Book',
                disabled: id === booking.tour,
                onClickAction: { type: 'tour.book', payload: { ...booking, tour: id } },
              }),
            ],
          }),
        ),
      }),
      checkbox({
        name: 'remind',
        label: 'Remind me an hour before',
        defaultChecked: booking.remind,
        onChangeAction: {
          type: 'tour.remind',
          payload: { ...booking, remind: !booking.remind },
          streaming: false,
        },
      }),
    ],
  });
}

export class WidgetsServer extends ChatKitServer {
  constructor() {
    super({ store: new MemoryThreadStore() });
  }

  override respond(thread: ThreadMetadata): AsyncIterable<ThreadStreamEvent> {
    const copyText = tours.map(({ name, time }) => `${time} ${name}`).join('\n');
    return streamWidget(thread, growingCard(), { copyText });
  }

  override async *action(
    thread: ThreadMetadata,
    { type, payload }: Action,
    sender: WidgetItem | null,
  ): AsyncIterable<ThreadStreamEvent> {
    const booking = readBooking(payload);
    const tour = tourOf(booking.tour);
    if (type !== 'tour.book' || !sender || !tour) throw new CustomStreamError('There is no such tour.');
    yield { type: 'thread.item.replaced', item: { ...sender, widget: tourCard(booking) } };
    yield* streamText(thread, wordByWord(`See you at ${tour.time}, at the foot of the tower.`));
  }

  override async syncAction(
    thread: ThreadMetadata,
    { payload }: Action,
    sender: WidgetItem | null,
    { principal }: RequestContext,
  ): Promise<SyncActionResult> {
    if (!sender) return {};
    const updated_item = { ...sender, widget: tourCard(readBooking(payload)) };
    await this.store.saveItem(thread.id, updated_item, principal);
    return { updated_item };
  }
}

/** The card while its first line is being written. */
async function* growingCard(): AsyncGenerator<Card, void, undefined> {
  let words = '';
  for await (const word of wordByWord(intro)) yield tourCard({ remind: false }, (words += word), true);
  yield tourCard({ remind: false });
}

/** A payload comes back from the browser, and anybody can send one. */
function readBooking(payload: unknown): Booking {
  const { tour, remind } = (payload ?? {}) as Record<string, unknown>;
  return { tour: tourOf(tour)?.id, remind: remind === true };
}
