/**
 * Runs in the page: every visible text whose contrast with what lies behind it is below 4.5 to 1
 * (WCAG 2.2, criterion 1.4.3), as `ratio "text"`.
 */
export function paleTexts(): string[] {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  function pixelOf(colour: string): Uint8ClampedArray {
    if (canvas === null) throw new Error("this browser has no canvas");
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  }

  function luminanceOf([red = 0, green = 0, blue = 0]: Iterable<number>): number {
    const linear = (part: number) =>
      part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  }

  function backgroundOf(element: Element | null): string {
    if (element === null) return "white";
    const colour = getComputedStyle(element).backgroundColor;
    return pixelOf(colour)[3] === 255 ? colour : backgroundOf(element.parentElement);
  }

  function ratioOf(element: Element): number {
    const text = luminanceOf(pixelOf(getComputedStyle(element).color));
    const behind = luminanceOf(pixelOf(backgroundOf(element)));
    return (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
  }

  const isShown = (element: Element) =>
    element.checkVisibility() && !element.matches("script, noscript, style");

  const found: string[] = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const element = text.parentElement;
    const isBlank = text.textContent?.trim() === "";
    if (isBlank || element === null || !isShown(element)) continue;
    const ratio = ratioOf(element);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)} ${JSON.stringify(text.textContent)}`);
  }
  return found;
}
