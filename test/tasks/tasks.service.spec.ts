import { TaskNotFoundError, TasksService } from '../../src/tasks/tasks.service.js';
import { countStatements } from '../support/count-statements.js';
import { freshEmbedded, type TestDatabase } from '../support/databases.js';

describe('TasksService', () => {
  let database: TestDatabase;
  let tasks: TasksService;
  let people = 0;
  const somebody = () => ({ userId: `person-${++people}` });
  const everything = { limit: 100 };

  beforeAll(async () => {
    database = await freshEmbedded();
    tasks = new TasksService(database.dataSource);
  });
  afterAll(() => database.close());

  it('numbers each person’s tasks from one, and never uses a number again (row 155)', async () => {
    const [alice, bob] = [somebody(), somebody()];
    await tasks.add(alice, { title: 'one' });
    await tasks.add(alice, { title: 'two' });
    await tasks.delete(alice, 2);

    expect((await tasks.add(alice, { title: 'three' })).number).toBe(3);
    expect((await tasks.add(bob, { title: 'one' })).number).toBe(1);
  });

  it('gives 20 tasks added at the same time 20 numbers (row 155)', async () => {
    const alice = somebody();
    const titles = Array.from({ length: 20 }, (_, index) => `task ${index}`);

    const added = await Promise.all(titles.map((title) => tasks.add(alice, { title })));

    expect(new Set(added.map(({ number }) => number)).size).toBe(20);
    expect((await tasks.list(alice, everything)).tasks.map(({ title }) => title).sort()).toEqual(
      titles.sort(),
    );
  });

  it('adds one task for a call that is sent twice, also at the same time (row 155)', async () => {
    const alice = somebody();
    const call = { title: 'milk', idempotencyKey: 'call-1' };

    const added = await Promise.all([tasks.add(alice, call), tasks.add(alice, call), tasks.add(alice, call)]);

    expect(added.map(({ number }) => number)).toEqual([1, 1, 1]);
    expect((await tasks.list(alice, everything)).total).toBe(1);
    expect((await tasks.add(alice, { ...call, idempotencyKey: 'call-2' })).number).toBe(2);
  });

  it('keeps the call names of two people apart (row 155)', async () => {
    const [alice, bob] = [somebody(), somebody()];
    await tasks.add(alice, { title: 'alice’s', idempotencyKey: 'call-1' });

    const added = await tasks.add(bob, { title: 'bob’s', idempotencyKey: 'call-1' });

    expect(added).toMatchObject({ ownerId: bob.userId, title: 'bob’s' });
  });

  it('keeps people of one id in two tenants apart (row 77)', async () => {
    const alice = somebody();
    const namesake = { ...alice, tenantId: 'other' };
    await tasks.add(alice, { title: 'alice’s', idempotencyKey: 'call-1' });

    expect(await tasks.find(namesake, 1)).toBeUndefined();
    for (const call of [
      tasks.complete(namesake, 1),
      tasks.update(namesake, 1, { title: 'taken' }),
      tasks.delete(namesake, 1),
    ]) {
      await expect(call).rejects.toThrow(TaskNotFoundError);
    }
    const theirs = await tasks.add(namesake, { title: 'theirs', idempotencyKey: 'call-1' });
    expect(theirs).toMatchObject({ number: 1, title: 'theirs', tenantId: 'other' });
    expect((await tasks.list(alice, everything)).tasks).toMatchObject([{ number: 1, title: 'alice’s' }]);
    expect((await tasks.list(namesake, everything)).total).toBe(1);
  });

  it.each([undefined, {}, { userId: '' }, { userId: null }, { userId: 'a\0' }, { userId: 'a', tenantId: 1 }])(
    'refuses %j, who is nobody, before any statement (threat 6)',
    async (nobody) => {
      const who = nobody as never;
      const counted = countStatements(database.dataSource);
      const calls = [
        () => tasks.add(who, { title: 'a' }),
        () => tasks.list(who, everything),
        () => tasks.find(who, 1),
        () => tasks.complete(who, 1),
        () => tasks.update(who, 1, { title: 'b' }),
        () => tasks.delete(who, 1),
      ];
      for (const call of calls) await expect(call()).rejects.toThrow(TypeError);
      expect(counted()).toBe(0);
    },
  );

  it('lists by status, in the order of adding, page by page (row 156)', async () => {
    const alice = somebody();
    for (const title of ['a', 'b', 'c', 'd', 'e']) await tasks.add(alice, { title });
    await tasks.complete(alice, 2);
    await tasks.complete(alice, 4);

    const first = await tasks.list(alice, { status: 'pending', limit: 2 });
    const second = await tasks.list(alice, {
      status: 'pending',
      limit: 2,
      after: first.tasks.at(-1)!.number,
    });
    const done = await tasks.list(alice, { status: 'completed', limit: 2 });

    expect(first).toMatchObject({ tasks: [{ title: 'a' }, { title: 'c' }], total: 3, hasMore: true });
    expect(second).toMatchObject({ tasks: [{ title: 'e' }], total: 3, hasMore: false });
    expect(done).toMatchObject({ tasks: [{ title: 'b' }, { title: 'd' }], total: 2, hasMore: false });
  });

  it('completes a task once, and keeps the time of the first (row 157)', async () => {
    const alice = somebody();
    await tasks.add(alice, { title: 'a' });

    const first = await tasks.complete(alice, 1);
    const second = await tasks.complete(alice, 1);

    expect(first.completedAt).toBeInstanceOf(Date);
    expect(second).toEqual(first);
  });

  it('changes what is given and leaves the rest (row 159)', async () => {
    const alice = somebody();
    await tasks.add(alice, { title: 'old', description: 'details' });

    expect(await tasks.update(alice, 1, { title: 'new' })).toMatchObject({
      title: 'new',
      description: 'details',
    });
    expect(await tasks.update(alice, 1, { description: '' })).toMatchObject({
      title: 'new',
      description: null,
    });
  });

  it('answers for somebody else’s task as for none, and leaves it alone (T10)', async () => {
    const [alice, bob] = [somebody(), somebody()];
    await tasks.add(alice, { title: 'alice’s' });
    const before = await tasks.list(alice, everything);
    const attempts = [
      () => tasks.complete(bob, 1),
      () => tasks.update(bob, 1, { title: 'bob was here' }),
      () => tasks.delete(bob, 1),
    ];

    for (const attempt of attempts) await expect(attempt()).rejects.toEqual(new TaskNotFoundError(1));

    expect(await tasks.list(alice, everything)).toEqual(before);
    expect(await tasks.list(bob, everything)).toEqual({ tasks: [], total: 0, hasMore: false });
    // The same calls by the owner work, so it was the owner that made the difference.
    expect(await tasks.update(alice, 1, { title: 'changed' })).toMatchObject({ title: 'changed' });
    expect(await tasks.delete(alice, 1)).toMatchObject({ title: 'changed' });
  });

  it('changes the caller’s task only, where two people have the same number (T10)', async () => {
    const [alice, bob] = [somebody(), somebody()];
    await tasks.add(alice, { title: 'alice’s' });
    await tasks.add(bob, { title: 'bob’s' });
    const before = await tasks.list(alice, everything);

    await tasks.update(bob, 1, { title: 'changed' });
    await tasks.complete(bob, 1);
    expect(await tasks.delete(bob, 1)).toMatchObject({ title: 'changed', status: 'completed' });

    expect(await tasks.list(alice, everything)).toEqual(before);
  });
});
