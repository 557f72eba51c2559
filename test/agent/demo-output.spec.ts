import { z } from 'zod';
import { toDemoOutput } from '../../src/agent/demo/demo-output.js';

const Tree: z.ZodType = z.object({
  name: z.string(),
  get children() {
    return z.array(Tree).min(1);
  },
});

describe('the structured output of the demo model', () => {
  it.each([
    [
      'the value that the person named',
      z.object({ topic: z.enum(['exhibits', 'tickets']) }),
      'Two tickets!',
      { topic: 'tickets' },
    ],
    [
      'a value of two words',
      z.object({ topic: z.enum(['shop', 'lost_property']) }),
      'To the Lost Property',
      { topic: 'lost_property' },
    ],
    [
      'the first value when none was named',
      z.object({ topic: z.enum(['exhibits', 'tickets']) }),
      'Hi',
      { topic: 'exhibits' },
    ],
    [
      'something for every kind of field',
      z.object({
        text: z.string(),
        count: z.int().min(3),
        isSure: z.boolean(),
        list: z.array(z.string()),
        one: z.array(z.object({ kind: z.literal('map') })).min(1),
        maybe: z.string().nullable(),
      }),
      '',
      { text: 'demo', count: 3, isSure: false, list: [], one: [{ kind: 'map' }], maybe: 'demo' },
    ],
  ])('is %s', (_, schema, said, output) => {
    const given: unknown = JSON.parse(toDemoOutput(z.toJSONSchema(schema), said));
    expect(given).toEqual(output);
    expect(schema.safeParse(given).success).toBe(true);
  });

  it('comes to an end for a schema that refers to itself', () => {
    expect(toDemoOutput(z.toJSONSchema(Tree), '')).toMatch(/^\{"name":"demo","children":\[\{/);
  });
});
