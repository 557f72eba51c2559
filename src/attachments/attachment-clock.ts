import { Injectable } from '@nestjs/common';

/** The time that addresses and sweeps go by. Tests set it. */
@Injectable()
export class AttachmentClock {
  now(): Date {
    return new Date();
  }
}
