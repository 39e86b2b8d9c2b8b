import { expect, test } from 'vitest';
import { judgePassword } from './password.ts';

const about = ['Ada Administrator', 'ada@example.com'];

test.each([
  ['Tr0ub4dor', '9 characters'],
  ['password1234', 'easily guessed'],
  ['qwertyuiopas', 'easily guessed'],
  ['aaaaaaaaaaaaaaaa', 'easily guessed'],
  ['AdaAdministrator', 'it holds your name'],
  ['trailwatch2026', 'the name of this product'],
  ['x'.repeat(129), 'more than 128'],
])('%s is refused: %s', async (password, why) => {
  await expect(judgePassword(password, about)).rejects.toThrow(why);
});

test.each(['gravel sonata mirror thimble', 'kP9#vLq2$Zx7!mT4', 'ナメクジ梯子帆船葡萄雨傘化石星'])(
  '%s will do',
  async (password) => {
    await expect(judgePassword(password, about)).resolves.toBeUndefined();
  },
);
