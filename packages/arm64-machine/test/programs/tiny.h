/* As much of a C library as the programs need. Built with -mgeneral-regs-only: the machine moves vectors, no more. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

long syscall(long number, ...);

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);

/* %d %u %x with l, %s %c %p %%, width and 0. */
int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

void *malloc(size_t size);
void *realloc(void *old, size_t size);
void free(void *place);

typedef struct { uint64_t registers[13]; } jmp_buf[1];
int setjmp(jmp_buf) __attribute__((returns_twice));
void longjmp(jmp_buf, int) __attribute__((noreturn));
void switch_context(jmp_buf from, jmp_buf to);
void enter_context(void);

/* A fixed sequence, so that every run sees the same numbers. */
uint64_t next_random(void);
