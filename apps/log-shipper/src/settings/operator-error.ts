import type { LocalisedText } from '@sekisho/audit-events';
import type { exitCode } from './exit-code.ts';

/** Something that the operator can mend: the command ends, says what and how, and with a code of its own. */
export class OperatorError extends Error {
  readonly explanation: LocalisedText;
  readonly exitCode: (typeof exitCode)[keyof typeof exitCode];

  constructor(
    explanation: LocalisedText,
    code: (typeof exitCode)[keyof typeof exitCode],
    options?: { cause?: unknown },
  ) {
    super(explanation.en, options);
    this.name = new.target.name;
    this.explanation = explanation;
    this.exitCode = code;
  }
}
