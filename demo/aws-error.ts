/** An error as an AWS service answers it; each protocol writes it in its own form. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** SageMaker answers an unknown name with a ValidationException, not with a type of its own, and by its ARN where it has one. */
export const couldNotFind = (what: string, nameOrArn: string): AwsError =>
  new AwsError('ValidationException', `Could not find ${what} "${nameOrArn}".`);
