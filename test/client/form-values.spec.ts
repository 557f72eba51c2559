import { mergeFields } from '../../client/src/builtin/widgets/form-values.js';

describe('the fields of a form in the payload of an action', () => {
  it('stand under their names, and a dot nests', () => {
    expect(
      mergeFields({ id: 1 }, [
        ['title', 'Milk'],
        ['todo.notes.text', 'two'],
        ['todo.done', true],
      ]),
    ).toEqual({ id: 1, title: 'Milk', todo: { notes: { text: 'two' }, done: true } });
  });

  it('are a payload of their own where there is none', () => {
    expect(mergeFields(undefined, [['title', 'Milk']])).toEqual({ title: 'Milk' });
    expect(mergeFields(null, [['title', 'Milk']])).toEqual({ title: 'Milk' });
    expect(mergeFields(undefined, [])).toBeUndefined();
  });

  it('give way to what the payload has already, at every depth', () => {
    const payload = { title: 'Set', todo: { title: 'Set too' }, list: 'a' };
    expect(
      mergeFields(payload, [
        ['title', 'typed'],
        ['todo.title', 'typed'],
        ['todo.more', 'typed'],
        ['list.first', 'typed'],
      ]),
    ).toEqual({ title: 'Set', todo: { title: 'Set too', more: 'typed' }, list: 'a' });
    expect(payload.todo).toEqual({ title: 'Set too' });
  });

  it('leave a payload that is no object as it is', () => {
    expect(mergeFields('seat 12', [['title', 'typed']])).toBe('seat 12');
    expect(mergeFields([1], [['title', 'typed']])).toEqual([1]);
  });

  it('do not reach beyond the payload by their names', () => {
    mergeFields({}, [['__proto__.reached', 'typed']]);
    mergeFields({}, [['constructor.prototype.reached', 'typed']]);
    expect(({} as { reached?: string }).reached).toBeUndefined();
  });
});
