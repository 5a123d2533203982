/** A text a person may see, in each language. The same shape as the domain's, which this package may not import. */
export interface LocalisedText {
  readonly ja: string;
  readonly en: string;
}
