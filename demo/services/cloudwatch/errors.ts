import { AwsError } from '../../aws-error.ts';

export const validationError = (message: string): AwsError => new AwsError('ValidationException', message);

export const missingParameter = (name: string): AwsError =>
  new AwsError('MissingRequiredParameterException', `The parameter ${name} is required.`);

export const invalidValue = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);

export const invalidCombination = (message: string): AwsError => new AwsError('InvalidParameterCombinationException', message);

export const invalidNextToken = (): AwsError => new AwsError('InvalidNextToken', 'The next token specified is invalid.');
