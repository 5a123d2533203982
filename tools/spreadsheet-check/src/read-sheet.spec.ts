import { expect, it } from 'vitest';
import { readSheet } from './read-sheet.ts';

it('tells formulas from texts, and gives texts back with their spaces and lines', () => {
  const fods = `<office:document><table:table table:name="log" table:style-name="ta1">
    <table:table-column table:number-columns-repeated="2"/>
    <table:table-row table:style-name="ro1">
      <table:table-cell office:value-type="string" calcext:value-type="string"><text:p>a<text:s text:c="2"/>b<text:s/>&lt;</text:p><text:p>c<text:tab/>d</text:p></table:table-cell>
      <table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>
      <table:table-cell table:number-columns-repeated="16382"/>
    </table:table-row>
    <table:table-row table:number-rows-repeated="2">
      <table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p><text:span>x</text:span></text:p></table:table-cell>
    </table:table-row>
    <table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
  </table:table></office:document>`;
  expect(readSheet(fods)).toEqual([
    [{ text: 'a  b <\nc\td' }, { text: '2', formula: 'of:=1+1' }],
    [{ text: 'x' }, { text: 'x' }],
    [{ text: 'x' }, { text: 'x' }],
  ]);
});
