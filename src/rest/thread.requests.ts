import { Transform, type TransformFnParams } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Min,
  Validate,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';

// Bodies and queries of the threads' routes.

/** Pairs of text, as many and as long as hosted APIs of this kind allow. */
@ValidatorConstraint()
class ShortPairs implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    const pairs = Object.entries(value ?? {}) as [string, unknown][];
    return (
      pairs.length <= 16 &&
      pairs.every(([key, text]) => key.length <= 64 && typeof text === 'string' && text.length <= 512)
    );
  }

  defaultMessage(): string {
    return 'must have at most 16 keys of at most 64 characters, each with a text of at most 512';
  }
}

const isText = { message: 'must be a text' };
const externalIdLength = { message: 'must have 1 to 200 characters' };
const wholeNumber = ({ value }: TransformFnParams): unknown => Number(value);

/** `POST /api/chatkit/threads` */
export class CreateThreadRequest {
  @IsOptional()
  @IsString(isText)
  title?: string;

  @IsOptional()
  @Validate(ShortPairs)
  @IsObject({ message: 'must be an object of texts' })
  metadata?: Record<string, string>;

  @IsOptional()
  @Length(1, 200, externalIdLength)
  external_id?: string;
}

/** `PATCH /api/chatkit/threads/{id}`. `null` as the title takes it away. */
export class EditThreadRequest {
  @IsOptional()
  @IsString(isText)
  title?: string | null;

  @IsOptional()
  @Validate(ShortPairs)
  @IsObject({ message: 'must be an object of texts' })
  metadata?: Record<string, string>;

  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  archived?: boolean;
}

/** What a page of anything is asked with. */
export class PageRequest {
  @IsOptional()
  @Min(1, { message: 'must be at least 1' })
  @IsInt({ message: 'must be a whole number' })
  @Transform(wholeNumber)
  limit?: number;

  /** Id of the last row that was seen. */
  @IsOptional()
  @Length(1, 200, { message: 'must be the id of the last row that you have' })
  after?: string;
}

/** `GET /api/chatkit/threads` */
export class ListThreadsRequest extends PageRequest {
  @IsOptional()
  @Length(1, 500, { message: 'must have 1 to 500 characters' })
  q?: string;

  @IsOptional()
  @IsIn(['active', 'locked', 'closed'], { message: 'must be active, locked or closed' })
  status?: 'active' | 'locked' | 'closed';

  @IsOptional()
  @IsIn(['true', 'false', 'any'], { message: 'must be true, false or any' })
  archived?: 'true' | 'false' | 'any';
}
