import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { IsPlainText } from '../../http/plain-text.js';

/** The longest statement, in characters and in lines. With as many as an application may have, an embed has room for all. */
const statementLength = 2_000;
const statementLines = 30;

/** The body of `POST /dialogs/{dialogId}/statements`. */
@ApiSchema({ name: 'Statement' })
export class StatementDto {
  @ApiProperty({
    maxLength: statementLength,
    description: `Plain text of at most ${statementLines} lines, in the applicant’s own words`,
  })
  @IsPlainText(statementLength, statementLines)
  readonly statement: string;
}

/** The answer to it. */
@ApiSchema({ name: 'AddedStatement' })
export class AddedStatementDto {
  @ApiProperty({ format: 'uuid' })
  readonly dialogId: string;

  @ApiProperty({ description: 'As it was added' })
  readonly statement: string;
}
