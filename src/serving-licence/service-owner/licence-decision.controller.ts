import { Body, Param, Post } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import type { Delivery } from '../../delivery/delivery.js';
import { Dialogs } from '../../dialogs/dialogs.js';
import type { ServiceOwnerRequest } from '../../dialogs/idempotency.js';
import { idInPath } from '../../dialogs/uuid-v7.js';
import { IsPlainText } from '../../http/plain-text.js';
import {
  ApiIdempotencyKey,
  IdentifiedBy,
  ServiceOwnerEndpoint,
} from '../../service-owner/service-owner-endpoint.decorator.js';
import { WriteActions } from '../../write-actions/write-actions.decorator.js';
import type { servingLicence } from '../dialogs/serving-licence.definition.js';

const reasonLength = 1000;
const reasonLines = 30;

/** The body of `POST /service-owner/dialogs/{dialogId}/decision`. */
@ApiSchema({ name: 'Decision' })
export class DecisionDto {
  @ApiProperty({ description: 'Whether the licence is renewed' })
  @IsBoolean()
  readonly granted: boolean;

  @ApiPropertyOptional({
    maxLength: reasonLength,
    description: `Why, in plain text of at most ${reasonLines} lines; the party reads it`,
  })
  @IsOptional()
  @IsPlainText(reasonLength, reasonLines)
  readonly reason?: string;
}

/** How the municipality's case system decides on an application that awaits a decision. */
@ServiceOwnerEndpoint('service-owner/dialogs/:dialogId')
@WriteActions()
export class LicenceDecisionController {
  constructor(private readonly licences: Dialogs<typeof servingLicence>) {}

  /** Decides an application that awaits it. The decision comes into the dialog. The same `Idempotency-Key` and body again is answered as the first time. */
  @Post('decision')
  @ApiIdempotencyKey('optional')
  decide(
    @Param('dialogId') dialogId: string,
    @Body() { granted, reason }: DecisionDto,
    @IdentifiedBy('optional') request: ServiceOwnerRequest,
  ): Promise<Delivery> {
    // A reason that is null is none.
    const decision = { type: 'decide', granted, ...(typeof reason === 'string' && { reason }) } as const;
    return this.licences.changeAsServiceOwner(idInPath(dialogId), decision, request);
  }
}
