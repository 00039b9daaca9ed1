/** Characters of an identity key in base64url: names on the other systems have the same length. */
export const NAME_LENGTH = 43;

export const personName = (index: number): string => `person-${index}`.padEnd(NAME_LENGTH, '.');
