import { Body, Get, Param, Post, Query } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiResponse, ApiSchema } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { Database } from '../../../src/database/database.js';
import type { Delivery } from '../../../src/delivery/delivery.js';
import { Dialogs } from '../../../src/dialogs/dialogs.js';
import type { ServiceOwnerRequest } from '../../../src/dialogs/idempotency.js';
import { idInPath } from '../../../src/dialogs/uuid-v7.js';
import { IsPlainText } from '../../../src/http/plain-text.js';
import { IsDateTime, ToDate } from '../../../src/service-owner/date-time.js';
import { actorNamed, PerformedBy, PerformedByDto } from '../../../src/service-owner/performed-by.dto.js';
import {
  ApiIdempotencyKey,
  IdentifiedBy,
  ServiceOwnerEndpoint,
} from '../../../src/service-owner/service-owner-endpoint.decorator.js';
import { FromServiceOwner, type ServiceOwnerCaller } from '../../../src/service-owner/service-owner-caller.js';
import { WriteActions } from '../../../src/write-actions/write-actions.decorator.js';
import type { mooringPermit } from './mooring-permit.definition.js';
import type { Decision } from './mooring-permit.js';
import { paidBetween } from './payments.js';

const berthLength = 20;
const groundsLength = 1_000;
const groundsLines = 30;

/** The body of a decision. */
@ApiSchema({ name: 'MooringDecision' })
export class MooringDecisionDto {
  @ApiPropertyOptional({ maxLength: berthLength, description: 'The berth; none where the application is refused' })
  @IsOptional()
  @IsPlainText(berthLength, 1)
  readonly berth?: string;

  @ApiProperty({ maxLength: groundsLength, description: 'Why, in plain text; the party reads it' })
  @IsPlainText(groundsLength, groundsLines)
  readonly grounds: string;
}

/** The body of a correction of it. */
@ApiSchema({ name: 'MooringCorrection' })
export class MooringCorrectionDto extends MooringDecisionDto {
  @PerformedBy()
  readonly performedBy?: PerformedByDto;
}

/** `null` is the same as left out. */
function decisionIn({ berth, grounds }: MooringDecisionDto): Decision {
  return { grounds, ...(typeof berth === 'string' && { berth }) };
}

/** How the case worker's system decides on applications, and corrects what was decided. */
@ServiceOwnerEndpoint('service-owner/mooring-permits/:dialogId')
@WriteActions()
export class MooringCaseWorkerController {
  constructor(private readonly dialogs: Dialogs<typeof mooringPermit>) {}

  /** Decides an application that is paid. The same `Idempotency-Key` and body again is answered as the first time. */
  @Post('decision')
  @ApiIdempotencyKey('optional')
  decide(
    @Param('dialogId') dialogId: string,
    @Body() body: MooringDecisionDto,
    @IdentifiedBy('optional') request: ServiceOwnerRequest,
  ): Promise<Delivery> {
    const change = { type: 'decide', decision: decisionIn(body) } as const;
    return this.dialogs.changeAsServiceOwner(idInPath(dialogId), change, request);
  }

  /** Puts another decision in the place of the one that was sent, on behalf of the person who has asked for it, if one has. */
  @Post('correction')
  @ApiIdempotencyKey('optional')
  correct(
    @Param('dialogId') dialogId: string,
    @Body() body: MooringCorrectionDto,
    @IdentifiedBy('optional') request: ServiceOwnerRequest,
  ): Promise<Delivery> {
    const change = { type: 'correct', decision: decisionIn(body) } as const;
    const asked = { ...request, performedBy: actorNamed(body.performedBy) };
    return this.dialogs.changeAsServiceOwner(idInPath(dialogId), change, asked);
  }
}

/** The period of the payments that are counted. */
export class PaidBetweenDto {
  @ApiProperty({ type: String, format: 'date-time' })
  @ToDate()
  @IsDateTime()
  readonly from: Date;

  @ApiProperty({ type: String, format: 'date-time', description: 'Not counted itself' })
  @ToDate()
  @IsDateTime()
  readonly to: Date;
}

/** Payments of a period. */
@ApiSchema({ name: 'MooringPayments' })
export class MooringPaymentsDto {
  @ApiProperty({ type: 'integer' })
  readonly payments: number;

  @ApiProperty({ type: 'integer', description: 'In øre' })
  readonly amount: number;
}

/** Serves the accounts department. */
@ServiceOwnerEndpoint('service-owner/mooring-payments')
export class MooringAccountsController {
  constructor(private readonly database: Database) {}

  /** Says how much was paid in a time, to the caller's organisation. */
  @Get()
  @ApiResponse({ status: 200, type: MooringPaymentsDto, description: 'How many payments, and how much' })
  paid(
    @Query() between: PaidBetweenDto,
    @FromServiceOwner() { organizationNumber }: ServiceOwnerCaller,
  ): Promise<MooringPaymentsDto> {
    return this.database.run((queries) => paidBetween(queries, organizationNumber, between));
  }
}
