import { actionName, fieldName, labelledFields, widgetName } from '../../client/src/builtin/widgets/names.js';
import { card, caption, input, label, row, title } from '../../src/protocol/widgets/builders.js';

describe('what has no words of its own in a widget', () => {
  it.each([
    ['tasks.complete', 'Complete'],
    ['todo.mark_done', 'Mark done'],
    ['openInvoice', 'Open invoice'],
    ['', 'Press'],
  ])('has an action %p named %p', (type, name) => expect(actionName(type)).toBe(name));

  it('has a field named by what it asks for, or by its key', () => {
    expect(fieldName({ name: 'title', placeholder: 'Add a task' })).toBe('Add a task');
    expect(fieldName({ name: 'todo.due_date' })).toBe('Due date');
  });

  it('leaves fields alone that have a label', () => {
    const widget = card({
      children: [
        row({ children: [label({ value: 'Your name', fieldName: 'name' }), input({ name: 'name' })] }),
        input({ name: 'age' }),
      ],
    });
    expect([...labelledFields(widget)]).toEqual(['name']);
  });

  it('has a widget named by its status line, or by its first words', () => {
    const children = [row({ children: [title({ value: 'Tasks' }), caption({ value: '0 of 1' })] })];
    expect(widgetName(card({ children }))).toBe('Tasks');
    expect(widgetName(card({ children, status: { text: 'Your list' } }))).toBe('Your list');
    expect(widgetName(card({ children: [] }))).toBe('Widget');
  });
});
