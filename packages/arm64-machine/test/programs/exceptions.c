/* setjmp and longjmp as a parser uses them: out of a recursion, with callee-saved registers restored. */
#include "tiny.h"

static jmp_buf failure;
static const char *at;

static long sum(void);

static long factor(void) {
  if (*at == '(') {
    at++;
    long value = sum();
    if (*at++ != ')') longjmp(failure, 1);
    return value;
  }
  if (*at < '0' || *at > '9') longjmp(failure, 2);
  long value = 0;
  while (*at >= '0' && *at <= '9') value = 10 * value + *at++ - '0';
  return value;
}

static long product(void) {
  long value = factor();
  while (*at == '*' || *at == '/') {
    char operation = *at++;
    long by = factor();
    if (operation == '/' && by == 0) longjmp(failure, 3);
    value = operation == '*' ? value * by : value / by;
  }
  return value;
}

static long sum(void) {
  long value = product();
  while (*at == '+' || *at == '-') value = *at++ == '+' ? value + product() : value - product();
  return value;
}

int main(void) {
  static const char *const reasons[] = { "", "a bracket is missing", "a number is missing", "division by zero" };
  static const char *const texts[] = { "1+2*3", "((((2))))*(3-10)", "7/(3-3)", "(1+2", "4*+5", "100/7/2", "0-9*9*9" };
  volatile int failed = 0;
  for (unsigned i = 0; i < sizeof texts / sizeof *texts; i++) {
    at = texts[i];
    int reason = setjmp(failure);
    if (reason == 0) {
      printf("%s = %ld\n", texts[i], sum());
    } else {
      printf("%s: %s at %ld\n", texts[i], reasons[reason], (long)(at - texts[i]));
      failed++;
    }
  }
  return failed;
}
