import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { parseConfig, settingNames } from '../../src/config.js';

const file = readFileSync('.env.example', 'utf8');
const [inEffect, notYet] = file.split(/^# --- Without effect in this version/m) as [string, string];
/** Every setting of the text, commented out or not, with the value that stands there. */
const settingsIn = (text: string) =>
  Object.fromEntries(
    [...text.matchAll(/^#?([A-Z][A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name!, value!]),
  );

describe('.env.example (row 197)', () => {
  it('names every setting that is read, and no other', () => {
    expect(Object.keys(settingsIn(inEffect)).sort()).toEqual([...settingNames.read].sort());
  });

  it('names the promised settings in a group of their own', () => {
    expect(Object.keys(settingsIn(notYet)).sort()).toEqual([...settingNames.notYet].sort());
  });

  it('can be copied as it is: it sets nothing', () => {
    expect(parseEnv(file)).toEqual({});
  });

  it('shows values that a start accepts, each', () => {
    const shown = Object.entries(parseEnv(inEffect.replace(/^#(?=[A-Z][A-Z_]+=.)/gm, '')));
    for (const [name, value] of shown) {
      expect(() => parseConfig({ [name]: value })).not.toThrow();
    }
    expect(shown.length).toBeGreaterThan(20);
  });

  it('explains each setting on the lines above it', () => {
    const unexplained = file
      .split(/\n\n/)
      .filter((block) => /^#?[A-Z][A-Z_]+=/m.test(block) && !/^# \S/.test(block));
    expect(unexplained).toEqual([]);
  });
});
