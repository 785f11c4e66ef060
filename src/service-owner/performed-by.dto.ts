import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, ValidateBy, ValidateNested } from 'class-validator';
import type { Actor } from '../dialogs/history.js';
import { IsPlainText } from '../http/plain-text.js';
import { IsPartyUrn } from './party-urn.js';

const nameLength = 255;

/** The person or system on whose behalf a service owner's system acts. Dialogporten shows them as a representative of the party. */
@ApiSchema({ name: 'PerformedBy' })
export class PerformedByDto {
  @ApiPropertyOptional({
    description: 'A person or organisation, as Dialogporten names parties; it finds the name. No system user',
    example: 'urn:altinn:organization:identifier-no:991825827',
  })
  @IsOptional()
  @IsPartyUrn()
  readonly actorId?: string;

  @ApiPropertyOptional({ maxLength: nameLength, description: 'The name of a person or system without such a number' })
  @IsOptional()
  @IsPlainText(nameLength, 1)
  readonly actorName?: string;
}

/** One of the two, and not both (ActorValidator.cs). */
function isNamedOnce(value: unknown): boolean {
  const { actorId, actorName } = Object(value) as Record<string, unknown>;
  return [actorId, actorName].filter((name) => name !== undefined && name !== null).length === 1;
}

/**
 * A member `performedBy` in the body of a service owner's change: on whose behalf it is made. Hand it on by
 * {@link actorNamed}: `changeAsServiceOwner(id, change, { ...request, performedBy: actorNamed(performedBy) })`.
 */
export const PerformedBy = () =>
  applyDecorators(
    ApiPropertyOptional({
      type: PerformedByDto,
      description: 'On whose behalf: `actorId` or `actorName`. Default: the service owner by itself',
    }),
    IsOptional(),
    IsObject(),
    ValidateNested(),
    Type(() => PerformedByDto),
    ValidateBy({ name: 'isPerformedBy', validator: { validate: isNamedOnce } }),
  );

/** The actor that a body names; undefined where it names none. */
export function actorNamed(performedBy: PerformedByDto | null | undefined): Actor | undefined {
  const { actorId, actorName } = performedBy ?? {};
  if (typeof actorId === 'string') return { actorType: 'PartyRepresentative', actorId };
  return typeof actorName === 'string' ? { actorType: 'PartyRepresentative', actorName } : undefined;
}
