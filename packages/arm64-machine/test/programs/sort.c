/* Quicksort, heapsort and mergesort agree, signed and unsigned. */
#include "tiny.h"

enum { COUNT = 2000 };
typedef int (*compare)(int64_t, int64_t);

static int by_value(int64_t a, int64_t b) { return (a > b) - (a < b); }
static int by_low_byte(int64_t a, int64_t b) { return (int)(uint8_t)a - (int)(uint8_t)b ?: by_value(a, b); }
static int unsigned_down(int64_t a, int64_t b) { return ((uint64_t)a < (uint64_t)b) - ((uint64_t)a > (uint64_t)b); }

static void quick(int64_t *v, long low, long high, compare before) {
  while (low < high) {
    int64_t pivot = v[low + (high - low) / 2];
    long i = low, j = high;
    while (i <= j) {
      while (before(v[i], pivot) < 0) i++;
      while (before(pivot, v[j]) < 0) j--;
      if (i > j) break;
      int64_t swap = v[i];
      v[i++] = v[j];
      v[j--] = swap;
    }
    quick(v, low, j, before);
    low = i;
  }
}

static void sift(int64_t *v, long root, long count, compare before) {
  for (long child; (child = 2 * root + 1) < count; root = child) {
    if (child + 1 < count && before(v[child], v[child + 1]) < 0) child++;
    if (before(v[root], v[child]) >= 0) return;
    int64_t swap = v[root];
    v[root] = v[child];
    v[child] = swap;
  }
}

static void heap(int64_t *v, long count, compare before) {
  for (long root = count / 2; root-- > 0;) sift(v, root, count, before);
  for (long end = count; end-- > 1;) {
    int64_t swap = v[0];
    v[0] = v[end];
    v[end] = swap;
    sift(v, 0, end, before);
  }
}

static void merge(int64_t *v, int64_t *spare, long count, compare before) {
  if (count < 2) return;
  long half = count / 2, i = 0, j = half, k = 0;
  merge(v, spare, half, before);
  merge(v + half, spare, count - half, before);
  while (i < half && j < count) spare[k++] = before(v[j], v[i]) < 0 ? v[j++] : v[i++];
  while (i < half) spare[k++] = v[i++];
  while (j < count) spare[k++] = v[j++];
  memcpy(v, spare, count * sizeof *v);
}

static uint64_t checksum(const int64_t *v) {
  uint64_t sum = 0;
  for (long i = 0; i < COUNT; i++) sum = (sum ^ (uint64_t)v[i]) * 0x100000001b3;
  return sum;
}

int main(void) {
  static const struct { const char *name; compare before; } orders[] = {
    { "by value", by_value }, { "by low byte", by_low_byte }, { "unsigned, falling", unsigned_down },
  };
  int64_t *original = malloc(COUNT * 8), *v = malloc(COUNT * 8), *spare = malloc(COUNT * 8);
  for (long i = 0; i < COUNT; i++) original[i] = (int64_t)next_random() >> (i % 50);
  int different = 0;
  for (unsigned order = 0; order < 3; order++) {
    compare before = orders[order].before;
    memcpy(v, original, COUNT * 8), quick(v, 0, COUNT - 1, before);
    uint64_t first = checksum(v);
    memcpy(v, original, COUNT * 8), heap(v, COUNT, before);
    uint64_t second = checksum(v);
    memcpy(v, original, COUNT * 8), merge(v, spare, COUNT, before);
    uint64_t third = checksum(v);
    printf("%s: %016lx, first %ld, last %ld\n", orders[order].name, first, v[0], v[COUNT - 1]);
    different |= first != second || second != third;
  }
  return different;
}
