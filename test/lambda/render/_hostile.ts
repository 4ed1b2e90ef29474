import fc from 'fast-check';

const TRICKS = [
  ...[
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
  ],
  ...['</style><script>', '--><b>', ']]>', '&lt;b&gt;', '&#60;i&#62;', '<a href=javascript:alert(1)>', '</title>'],
  ...[
    '<!channel>',
    '<@U012AB3CD>',
    '<!subteam^S1>',
    '@here',
    '@everyone',
    '<https://evil.example|AWS>',
    '[AWS](http://evil.example)',
  ],
  ...[
    'https://evil.example',
    'www.evil.example',
    'mailto:a@evil.example',
    '*b*',
    '_i_',
    '~s~',
    '`c`',
    '```',
    '# h',
    '> q',
  ],
  ...[
    ':siren:',
    ':+1:',
    '\u202edesrever',
    '\u200b',
    '\n\n',
    '\r',
    '\u2028',
    '\u0000',
    '\ud800',
    '\udc00',
    '\\',
    '&',
    '|',
    '://',
  ],
];

/** Texts as somebody would choose them who may name an alarm, a target group or a tag. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(fc.constantFrom(...TRICKS), fc.string({ unit: 'binary', maxLength: 8 }), fc.string({ maxLength: 8 })),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''));
