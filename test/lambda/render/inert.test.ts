import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inert, inertWithin, within } from '../../../lambda/runbook/render/inert.ts';
import { hostileText } from './_hostile.ts';

describe('text made inert for chat', () => {
  it.each([
    ['calls nobody', '<!channel> <@U012AB3CD> @here', '‹!channel› ‹＠U012AB3CD› ＠here'],
    [
      'links nothing',
      'see https://evil.example/x or www.evil.example',
      'see https∶//evil․example/x or www․evil․example',
    ],
    ['links nothing behind words', '[AWS](mailto:a@b.example)', '［AWS］(mailto∶a＠b․example)'],
    ['is not formatted', '*b* _i_ ~s~ `c` # h', '∗b∗ ＿i＿ ∼s∼ ˋcˋ ＃ h'],
    ['shows no emoji', ':siren: :+1: :100: :end', '∶siren: ∶+1: ∶100: ∶end'],
    ['escapes nothing of ours', 'end\\', 'end⧵'],
    ['makes no characters from entities', '&lt;b&gt; &#64;here', '＆lt;b＆gt; ＆＃64;here'],
    ['shows what turns the direction of writing', 'a\u202eb', 'a⧵u202eb'],
    ['stays on one line', 'a\n\n> b\r\n- c', 'a › b - c'],
  ])('%s', (_, text, expected) => {
    expect(inert(text)).toBe(expected);
  });

  it('leaves sentences, figures, times, names and commands of CloudWatch as they are', () => {
    const text =
      "23:22:04 UTC: 9.23 % of 4,120 requests (p95 1.2 s) in order_service-2; 0 ± 0.2 expected; it's fine & done";
    expect(inert(text)).toBe(text);
  });

  it('has nothing left that a client acts on, whatever it was', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const made = inert(text);
        expect(made).not.toMatch(/[<>@*~`[\]|#\\\n\r\u202a-\u202e\u2066-\u2069\u200b]/);
        expect(made).not.toMatch(/\p{L}:\S/u);
        expect(made).not.toMatch(/[\p{L}\p{N}]\.\p{L}/u);
        expect(made).not.toMatch(/&[A-Za-z0-9#]/);
        expect(made.isWellFormed()).toBe(true);
      }),
    );
  });

  it('is not changed by being made inert again', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(inert(inert(text))).toBe(inert(text));
      }),
    );
  });
});

describe('text cut to a length', () => {
  it('is never longer, and says that something is gone', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 40 }), (text, length) => {
        const cut = inertWithin(text, length);
        expect(cut.length).toBeLessThanOrEqual(length);
        expect(cut.isWellFormed()).toBe(true);
        if (inert(text).length > length) expect(cut.endsWith('…')).toBe(true);
        else expect(cut).toBe(inert(text));
      }),
    );
  });

  it('does not cut a character in half', () => {
    expect(within('ab🔴cd', 4)).toBe('ab…');
    expect(within('ab🔴cd', 5)).toBe('ab🔴…');
  });
});
