/** The one in use and its successor: while both are valid, a third is refused, so the page doesn't offer one. */
export const maximumValidTokens = 2;
