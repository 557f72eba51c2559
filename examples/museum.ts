// The world that the examples talk about: a small museum in a lighthouse. Nothing of ChatKit is in here.

export interface Exhibit {
  id: string;
  name: string;
  room: string;
  year: number;
  story: string;
}

export const exhibits: readonly Exhibit[] = [
  {
    id: 'lens',
    name: 'Great Lens',
    room: 'Lamp Room',
    year: 1861,
    story: 'Its 312 prisms threw the light of one oil lamp 19 miles out to sea.',
  },
  {
    id: 'bell',
    name: 'Fog Bell',
    room: 'Boathouse',
    year: 1874,
    story: 'A clockwork struck it every thirty seconds, and somebody had to wind it every four hours.',
  },
  {
    id: 'log',
    name: "Keeper's Log",
    room: 'Library',
    year: 1902,
    story: 'The keeper wrote down the weather on 9,000 evenings, and the names of 41 cats.',
  },
];

/** The exhibits that a text names. */
export const exhibitsIn = (text: string): Exhibit[] =>
  exhibits.filter(({ name }) => text.toLowerCase().includes(name.toLowerCase()));

export const exhibitOf = (id: unknown): Exhibit | undefined => exhibits.find((exhibit) => exhibit.id === id);

export interface Tour {
  id: string;
  name: string;
  time: string;
}

export const tours: readonly Tour[] = [
  { id: 'morning', name: 'First light', time: '08:30' },
  { id: 'climb', name: 'Up the tower', time: '14:00' },
  { id: 'evening', name: 'Lighting the lamp', time: '20:15' },
];

export const tourOf = (id: unknown): Tour | undefined => tours.find((tour) => tour.id === id);

/** A text word by word, with a pause after each: what a model's answer looks like when it comes in. */
export async function* wordByWord(text: string, pauseMs = 15): AsyncGenerator<string, void, undefined> {
  for (const word of text.split(/(?<= )/)) {
    yield word;
    await pause(pauseMs);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
