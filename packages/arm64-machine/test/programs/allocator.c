/* Blocks of many sizes live and die; each is filled with a pattern that must be there when it goes. mmap comes and goes, too. */
#include "tiny.h"

enum { SLOTS = 64, ROUNDS = 3000, SYS_munmap = 215, SYS_mmap = 222 };

static struct { uint8_t *place; size_t size; uint8_t pattern; } slots[SLOTS];

static int intact(unsigned i) {
  for (size_t at = 0; at < slots[i].size; at++)
    if (slots[i].place[at] != (uint8_t)(slots[i].pattern + at)) return 0;
  return 1;
}

static void fill(unsigned i) {
  for (size_t at = 0; at < slots[i].size; at++) slots[i].place[at] = (uint8_t)(slots[i].pattern + at);
}

int main(void) {
  unsigned allocated = 0, resized = 0, freed = 0, damaged = 0;
  for (unsigned round = 0; round < ROUNDS; round++) {
    uint64_t random = next_random();
    unsigned i = random % SLOTS;
    size_t size = (random >> 8) % ((random >> 20) % 8 ? 200 : 5000);
    if (!slots[i].place) {
      slots[i].place = malloc(size);
      slots[i].size = size;
      slots[i].pattern = (uint8_t)(random >> 40);
      fill(i);
      allocated++;
    } else if (random >> 60 < 4) {
      size_t before = slots[i].size;
      slots[i].place = realloc(slots[i].place, size);
      slots[i].size = before < size ? before : size;
      damaged += !intact(i);
      slots[i].size = size;
      fill(i);
      resized++;
    } else {
      damaged += !intact(i);
      free(slots[i].place);
      slots[i].place = NULL;
      freed++;
    }
  }
  printf("%u allocated, %u resized, %u freed, %u damaged\n", allocated, resized, freed, damaged);

  long dirty = 0;
  for (int i = 0; i < 50; i++) {
    uint64_t *pages = (uint64_t *)syscall(SYS_mmap, 0L, 0x5000L, 3L, 0x22L, -1L, 0L);
    for (int at = 0; at < 0x5000 / 8; at++) dirty += pages[at] != 0, pages[at] = ~0ul;
    syscall(SYS_munmap, (char *)pages + 0x1000, 0x2000L);
    dirty += pages[0x4000 / 8] != ~0ul;
    syscall(SYS_munmap, pages, 0x5000L);
  }
  printf("mmap: %ld words that should not have been so\n", dirty);
  return damaged || dirty;
}
