import { RefusalLog } from '../../src/usage/refusal-log.js';
import { personSubject, toNetwork } from '../../src/usage/subject.js';
import { FakeClock } from './fake-clock.js';

describe('who is counted (H16)', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:cb00:7109', '203.0.113.9'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:0003:0004:0005:0006', '2001:db8:1:2::/64'],
    ['2001:db8::5', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:1::', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['unknown', undefined],
    ['203.0.113.9:443', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('takes %s for %s', (address, network) => {
    expect(toNetwork(address)).toBe(network);
  });

  it('tells people apart by tenant, whatever their ids look like', () => {
    const people = [
      { userId: 'a' },
      { userId: 'a', tenantId: 'b' },
      { userId: 'a","b' },
      { userId: 'ab' },
      { userId: 'b', tenantId: 'a' },
    ];
    expect(new Set(people.map((person) => personSubject(person).key)).size).toBe(people.length);
  });
});

describe('the log of refusals', () => {
  it('says the first of a subject at once, then one line a minute with what went unsaid', () => {
    const clock = new FakeClock();
    const warn = jest.fn();
    const log = new RefusalLog({ warn }, clock);
    const ada = personSubject({ userId: 'ada' });
    for (let refusal = 0; refusal < 50; refusal++) log.note('turns', ada, 3);
    log.note('reads', ada, 3);
    clock.pass(60_000);
    log.note('turns', ada, 7);
    expect(warn.mock.calls.map(([line]: unknown[]) => line)).toEqual([
      { msg: 'refused by a limit', limit: 'turns', principal: 'ada', retryAfterSeconds: 3 },
      { msg: 'refused by a limit', limit: 'reads', principal: 'ada', retryAfterSeconds: 3 },
      { msg: 'refused by a limit', limit: 'turns', principal: 'ada', retryAfterSeconds: 7, refusedSince: 49 },
    ]);
  });

  it('stays short when an attack has many addresses', () => {
    const clock = new FakeClock();
    const warn = jest.fn();
    const log = new RefusalLog({ warn }, clock);
    for (let user = 0; user < 5_000; user++) log.note('turns', personSubject({ userId: `${user}` }), 1);
    expect(warn).toHaveBeenCalledTimes(100);
    clock.pass(60_000);
    log.note('turns', personSubject({ userId: 'new' }), 1);
    expect(warn).toHaveBeenCalledTimes(101);
  });
});
