/** Characters of an identity key in base64url: the names of the others are as long. */
export const NAME_LENGTH = 43;

export const personName = (index: number): string => `person-${index}`.padEnd(NAME_LENGTH, '.');
