#include "tiny.h"

enum { SYS_write = 64, SYS_brk = 214 };

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  unsigned char *t = to;
  const unsigned char *f = from;
  while (size--) *t++ = *f++;
  return to;
}

void *memset(void *to, int byte, size_t size) {
  unsigned char *t = to;
  while (size--) *t++ = (unsigned char)byte;
  return to;
}

int memcmp(const void *a, const void *b, size_t size) {
  const unsigned char *x = a, *y = b;
  for (; size--; x++, y++)
    if (*x != *y) return *x - *y;
  return 0;
}

size_t strlen(const char *text) {
  size_t length = 0;
  while (text[length]) length++;
  return length;
}

static char line[256];
static size_t used;

static void flush(void) {
  if (used) syscall(SYS_write, 1L, line, used);
  used = 0;
}

static void put(char c) {
  if (used == sizeof line) flush();
  line[used++] = c;
}

static void put_number(uint64_t value, unsigned base, int width, char pad) {
  char digits[24];
  int count = 0;
  do digits[count++] = "0123456789abcdef"[value % base];
  while (value /= base);
  while (width-- > count) put(pad);
  while (count) put(digits[--count]);
}

int printf(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  for (; *format; format++) {
    if (*format != '%') {
      put(*format);
      continue;
    }
    char pad = ' ';
    int width = 0, is_long = 0;
    if (*++format == '0') pad = *format++;
    while (*format >= '0' && *format <= '9') width = 10 * width + *format++ - '0';
    while (*format == 'l') is_long = 1, format++;
    switch (*format) {
      case 'd': {
        long value = is_long ? va_arg(arguments, long) : va_arg(arguments, int);
        if (value < 0) put('-');
        put_number(value < 0 ? -(uint64_t)value : (uint64_t)value, 10, width, pad);
        break;
      }
      case 'u': put_number(is_long ? va_arg(arguments, unsigned long) : va_arg(arguments, unsigned), 10, width, pad); break;
      case 'x': put_number(is_long ? va_arg(arguments, unsigned long) : va_arg(arguments, unsigned), 16, width, pad); break;
      case 'p': put('0'), put('x'), put_number((uint64_t)va_arg(arguments, void *), 16, 0, ' '); break;
      case 'c': put((char)va_arg(arguments, int)); break;
      case 's':
        for (const char *text = va_arg(arguments, const char *); *text; text++) put(*text);
        break;
      default: put(*format); break;
    }
  }
  va_end(arguments);
  flush();
  return 0;
}

/* First fit over a list of blocks by address; neighbours that are free become one. */
struct block {
  size_t size;
  struct block *next;
  size_t is_free;
  size_t unused;
};

static struct block *first;

static struct block *grow(size_t size) {
  uintptr_t end = syscall(SYS_brk, 0L);
  uintptr_t start = (end + 15) & ~(uintptr_t)15;
  uintptr_t wanted = start + sizeof(struct block) + size;
  if ((uintptr_t)syscall(SYS_brk, wanted) != wanted) return NULL;
  struct block *block = (struct block *)start;
  *block = (struct block){ .size = size };
  return block;
}

void *malloc(size_t size) {
  size = (size + 15) & ~(size_t)15;
  struct block **link = &first;
  for (; *link; link = &(*link)->next) {
    struct block *block = *link;
    if (!block->is_free || block->size < size) continue;
    if (block->size >= size + 2 * sizeof *block) {
      struct block *rest = (struct block *)((char *)(block + 1) + size);
      *rest = (struct block){ .size = block->size - size - sizeof *rest, .next = block->next, .is_free = 1 };
      block->size = size;
      block->next = rest;
    }
    block->is_free = 0;
    return block + 1;
  }
  *link = grow(size);
  return *link ? *link + 1 : NULL;
}

void free(void *place) {
  if (!place) return;
  ((struct block *)place - 1)->is_free = 1;
  for (struct block *block = first; block; block = block->next) {
    while (block->is_free && block->next && block->next->is_free &&
           (char *)(block + 1) + block->size == (char *)block->next) {
      block->size += sizeof *block + block->next->size;
      block->next = block->next->next;
    }
  }
}

void *realloc(void *old, size_t size) {
  void *place = malloc(size);
  if (place && old) {
    size_t before = ((struct block *)old - 1)->size;
    memcpy(place, old, before < size ? before : size);
    free(old);
  }
  return place;
}

/* xorshift64* (Vigna 2016). */
uint64_t next_random(void) {
  static uint64_t state = 0x9e3779b97f4a7c15;
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * 0x2545f4914f6cdd1d;
}
