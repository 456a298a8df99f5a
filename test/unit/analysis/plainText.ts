/** A rich text without its marks. */
export function plainText(rich: string): string {
  return rich.replace(/\*\*|`/g, '');
}
