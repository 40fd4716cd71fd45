/* SHA-256 (FIPS 180-4) of its arguments, or of the standard's examples. sha256.elf is this, compiled as build.ts does. */
#include "tiny.h"

/* The first 32 bits of the fractional parts of roots of primes (FIPS 180-4, 4.2.2 and 5.3.3), by integer arithmetic. */
static uint32_t constants[64], initial[8];

static uint32_t root_fraction(unsigned prime, int cube) {
  unsigned __int128 target = (unsigned __int128)prime << (cube ? 96 : 64);
  uint64_t root = 0;
  for (int bit = 35; bit >= 0; bit--) {
    unsigned __int128 candidate = root | (uint64_t)1 << bit;
    unsigned __int128 power = candidate * candidate;
    if (cube) power *= candidate;
    if (power <= target) root = (uint64_t)candidate;
  }
  return (uint32_t)root;
}

static void find_constants(void) {
  unsigned found = 0;
  for (unsigned n = 2; found < 64; n++) {
    unsigned divisor = 2;
    while (divisor * divisor <= n && n % divisor) divisor++;
    if (divisor * divisor <= n) continue;
    if (found < 8) initial[found] = root_fraction(n, 0);
    constants[found++] = root_fraction(n, 1);
  }
}

static uint32_t rotate(uint32_t x, int by) { return x >> by | x << (32 - by); }

static void compress(uint32_t *state, const uint8_t *block) {
  uint32_t w[64], s[8];
  for (int i = 0; i < 16; i++) w[i] = __builtin_bswap32(((const uint32_t *)block)[i]);
  for (int i = 16; i < 64; i++) {
    uint32_t a = w[i - 15], b = w[i - 2];
    w[i] = w[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[i - 7] + (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
  }
  for (int i = 0; i < 8; i++) s[i] = state[i];
  for (int i = 0; i < 64; i++) {
    uint32_t e = s[4], a = s[0];
    uint32_t t1 = s[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & s[5]) ^ (~e & s[6])) + constants[i] + w[i];
    uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & s[1]) ^ (a & s[2]) ^ (s[1] & s[2]));
    for (int j = 7; j > 0; j--) s[j] = s[j - 1];
    s[4] += t1;
    s[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++) state[i] += s[i];
}

static void digest(const char *name, const uint8_t *text, size_t length) {
  uint32_t state[8];
  uint8_t tail[128] = { 0 };
  size_t whole = length & ~(size_t)63, rest = length - whole;
  size_t padded = rest < 56 ? 64 : 128;
  memcpy(state, initial, sizeof state);
  for (size_t at = 0; at < whole; at += 64) compress(state, text + at);
  memcpy(tail, text + whole, rest);
  tail[rest] = 0x80;
  for (int i = 0; i < 8; i++) tail[padded - 1 - i] = (uint8_t)(length * 8 >> 8 * i);
  for (size_t at = 0; at < padded; at += 64) compress(state, tail + at);
  for (int i = 0; i < 8; i++) printf("%08x", state[i]);
  printf("  %s\n", name);
}

int main(int argc, char **argv) {
  find_constants();
  for (int i = 1; i < argc; i++) digest(argv[i], (const uint8_t *)argv[i], strlen(argv[i]));
  if (argc > 1) return 0;
  static uint8_t as[100000];
  memset(as, 'a', sizeof as);
  digest("abc", (const uint8_t *)"abc", 3);
  digest("(nothing)", (const uint8_t *)"", 0);
  digest("100000 times a", as, sizeof as);
  return 0;
}
