/*
 * Threads of the program's own making: contexts with stacks that hand the core on, wherever they like. A ticket lock, a
 * lock-free stack and counters, by exclusives or by LSE, as the compiler was told; all sizes and orders are used.
 */
#include "tiny.h"

enum { THREADS = 5, STACK = 4096, ROUNDS = 200 };

static struct thread { jmp_buf context; char *stack; int done; } threads[THREADS];
static jmp_buf scheduler;
static unsigned running;

static void yield(void) { switch_context(threads[running].context, scheduler); }

static uint32_t next_ticket, serving;
static void lock(void) {
  uint32_t mine = __atomic_fetch_add(&next_ticket, 1, __ATOMIC_RELAXED);
  while (__atomic_load_n(&serving, __ATOMIC_ACQUIRE) != mine) yield();
}
static void unlock(void) { __atomic_fetch_add(&serving, 1, __ATOMIC_RELEASE); }

struct node { struct node *next; long value; };
static struct node *top, nodes[THREADS * ROUNDS];
static void push(struct node *node) {
  node->next = __atomic_load_n(&top, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n(&top, &node->next, node, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) yield();
}
static struct node *pop(void) {
  struct node *node = __atomic_load_n(&top, __ATOMIC_ACQUIRE);
  while (node && !__atomic_compare_exchange_n(&top, &node, node->next, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
  return node;
}

static uint64_t under_lock, sums, bits = ~0ul, flips;
static uint8_t bytes;
static uint16_t halves;
static int64_t largest, swaps;

static void work(void *argument) {
  long me = (long)argument;
  for (long round = 0; round < ROUNDS; round++) {
    lock();
    uint64_t seen = under_lock;
    if (next_random() % 3 == 0) yield();
    under_lock = seen + 1;
    unlock();
    __atomic_fetch_add(&sums, me * round, __ATOMIC_SEQ_CST);
    __atomic_fetch_add(&bytes, 3, __ATOMIC_ACQ_REL);
    __atomic_fetch_sub(&halves, 5, __ATOMIC_RELAXED);
    __atomic_fetch_and(&bits, ~(1ul << (round % 48)), __ATOMIC_ACQUIRE);
    __atomic_fetch_xor(&flips, me << (round % 32), __ATOMIC_RELEASE);
    swaps += __atomic_exchange_n(&largest, round, __ATOMIC_ACQ_REL) == round;
    nodes[me * ROUNDS + round].value = me * 1000 + round;
    push(&nodes[me * ROUNDS + round]);
    if (next_random() % 4 == 0) yield();
  }
  threads[me].done = 1;
  yield();
}

int main(void) {
  for (long i = 0; i < THREADS; i++) {
    threads[i].stack = malloc(STACK);
    uint64_t *registers = threads[i].context[0].registers;
    registers[0] = (uint64_t)work;          /* x19 */
    registers[1] = (uint64_t)i;             /* x20 */
    registers[10] = 0;                      /* x29 */
    registers[11] = (uint64_t)enter_context; /* x30 */
    registers[12] = (uint64_t)threads[i].stack + STACK;
  }
  unsigned left = THREADS, switches = 0;
  while (left) {
    running = next_random() % THREADS;
    if (threads[running].done) continue;
    switch_context(scheduler, threads[running].context);
    switches++;
    left -= threads[running].done;
  }
  long count = 0, total = 0;
  for (struct node *node; (node = pop()); count++) total += node->value * (count % 7 + 1);
  printf("%u switches, %lu under the lock, %ld nodes, order %ld\n", switches, under_lock, count, total);
  printf("%lu %u %u %016lx %lx %ld %ld\n", sums, bytes, halves, bits, flips, largest, swaps);
  return under_lock != THREADS * ROUNDS || count != THREADS * ROUNDS;
}
