import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Config } from '../../config.js';
import { failure, ok, type Finding } from './finding.js';

const name = 'attachments';

/** Whether the bytes of attachments can be kept. Makes no directory: the nearest one that is there must let us. */
export async function checkAttachments({ attachments: { isOn, dir } }: Config): Promise<Finding[]> {
  if (!isOn) return [ok(name, 'are off')];
  for (let path = resolve(dir); ; path = dirname(path)) {
    try {
      await access(path, constants.W_OK | constants.X_OK);
      return [ok(name, `are kept in ${dir}`)];
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && path !== dirname(path)) continue;
      const fix = 'set ATTACHMENTS_DIR to a directory that can be written to, or ATTACHMENTS=off';
      return [failure(name, `cannot be kept in ${dir} (${code})`, fix)];
    }
  }
}
