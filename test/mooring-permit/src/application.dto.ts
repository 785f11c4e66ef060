import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsInt, Matches, Max, Min } from 'class-validator';
import { IsPlainText } from '../../../src/http/plain-text.js';
import { IsDueDateTime, ToDate } from '../../../src/service-owner/date-time.js';

const nameLength = 100;
const agreementForm = /^[A-Za-z0-9-]{1,50}$/;

/** The payment provider's form of an agreement to pay by. */
const IsAgreement = () => Matches(agreementForm);

/** Content for opening a dialog. */
@ApiSchema({ name: 'MooringApplication' })
export class MooringApplicationDto {
  @ApiProperty({ maxLength: nameLength, description: 'The name of the boat' })
  @IsPlainText(nameLength, 1)
  readonly boat: string;

  @ApiProperty({ type: 'integer', minimum: 2, maximum: 30 })
  @IsInt()
  @Min(2)
  @Max(30)
  readonly lengthMetres: number;

  @ApiProperty({ pattern: agreementForm.source, description: 'The agreement to pay by' })
  @IsAgreement()
  readonly agreement: string;

  @ApiProperty({ type: String, format: 'date-time', description: 'When the application lapses if it is not paid' })
  @ToDate()
  @IsDueDateTime()
  readonly payBy: Date;
}

/** The body of `POST /mooring-permit/{dialogId}/pay-with`. */
@ApiSchema({ name: 'PaymentAgreement' })
export class PaymentAgreementDto {
  @ApiProperty({ pattern: agreementForm.source, description: 'The agreement to pay by' })
  @IsAgreement()
  readonly agreement: string;
}
