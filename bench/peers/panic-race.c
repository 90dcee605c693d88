/*
 * The race of bench/models/panic-race.ts, explored by a program that was written for it by hand: what an expert would
 * write in an afternoon to have an answer to this one question. It counts states, transitions and the depth, and must
 * find the same numbers as panic-check.
 *
 * It judges no property, keeps no parents and so shows no run, knows nothing of memory limits, and has its table sized
 * by the caller. Everything about the model is a constant for the compiler.
 *
 *   gcc -O3 -march=native -DPANICS=2 -DNMIS=3 -DTASK_LINES=2 -DNMI_LINES=2 panic-race.c -o panic-race
 *   ./panic-race 21      # the table has 2^21 slots
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if !defined PANICS || !defined NMIS || !defined TASK_LINES || !defined NMI_LINES
#error "say -DPANICS=… -DNMIS=… -DTASK_LINES=… -DNMI_LINES=…"
#endif

enum { CPUS = PANICS + 1, LOADER = PANICS, NOBODY = 7, ALL = (1 << CPUS) - 1 };

/* Where a program that panics stands. Line i of the console is tried at LINES + 2i and released at LINES + 2i + 1. */
enum {
    IDLE,
    CLAIM,
    SELF_STOP,
    OFFLINE,
    DEAD,
    STOPPED,
    KEXEC_TRYLOCK,
    VERSION,
    DIGEST_0,
    DIGEST_1,
    TORN_0,
    TORN_1,
    KEXEC_UNLOCK,
    STOP_OTHERS,
    WAIT_STOPPED,
    BLINK,
    LINES
};

/* Where the loader stands. It is stopped at the same place as the others. */
enum {
    L_STOP_ASKED = 1,
    L_OFFLINE,
    L_DEAD,
    L_KEXEC_TRYLOCK,
    L_STOPPED = STOPPED,
    L_VERSION,
    L_VERSION_0,
    L_VERSION_1,
    L_DIGEST_0,
    L_DIGEST_1,
    L_KEXEC_UNLOCK,
    L_ENTRY /* before the loop, as panic-check has it */
};

_Static_assert(CPUS <= 4, "four CPUs fill the 64 bits of a state");
_Static_assert(NMIS <= CPUS, "an NMI needs a CPU");
_Static_assert(LINES + 2 * TASK_LINES <= 32 && LINES + 2 * NMI_LINES <= 32, "a program counter has 5 bits");

/*
 * A state: 20 bits of shared memory, then 11 bits for each CPU. That a CPU has stopped is told by its program counters,
 * and what cmpxchg() gave is used at once, so that neither needs room.
 */
enum {
    PANIC_CPU = 0,     /* 3 bits each: a CPU, or NOBODY */
    CONSOLE_OWNER = 3,
    KEXEC_LOCK = 6,
    IMAGE_VERSION = 9, /* 1 bit each */
    IMAGE_DIGEST = 10,
    TORN_IMAGE = 11,
    STOP_MASK = 12,    /* 4 bits each */
    STOPPED_MASK = 16,
    CPU_BLOCK = 20,    /* task 5, nmi 5, whether an NMI may come 1 */
    CPU_BITS = 11,
    TASK = 0,
    NMI = 5,
    MAY_COME = 10
};

typedef uint64_t State;

static inline unsigned get(State s, unsigned at, unsigned bits) { return (s >> at) & ((1u << bits) - 1); }

static inline State put(State s, unsigned at, unsigned bits, unsigned value)
{
    return (s & ~((((State)1 << bits) - 1) << at)) | (State)value << at;
}

static inline unsigned at_cpu(unsigned cpu, unsigned what) { return CPU_BLOCK + CPU_BITS * cpu + what; }

/* ---- The states seen: open addressing, a slot is a state, 0 is empty (no state is 0, as a task is never idle) ---- */

static State *table;
static unsigned table_bits;

/* Two levels of the breadth-first search. */
static State *level, *next_level;
static size_t level_size, next_size, next_room;

static uint64_t states, transitions;

static inline size_t slot_of(State s)
{
    s ^= s >> 32;
    s *= 0x9e3779b97f4a7c15u;
    s ^= s >> 29;
    s *= 0xbf58476d1ce4e5b9u;
    return s >> (64 - table_bits);
}

/* Successors wait here while their slots are fetched: a table larger than the cache answers many at once as fast as one. */
enum { BATCH = 64, MOST_SUCCESSORS = 3 * CPUS };
static struct { State state; size_t slot; } waiting[BATCH + MOST_SUCCESSORS];
static unsigned waiting_size;

static void grow_level(void)
{
    next_room = next_room ? 2 * next_room : 1 << 16;
    next_level = realloc(next_level, next_room * sizeof *next_level);
    if (!next_level) {
        fputs("out of memory\n", stderr);
        exit(2);
    }
}

static void insert_waiting(void)
{
    const size_t mask = ((size_t)1 << table_bits) - 1;
    if (next_size + waiting_size > next_room) grow_level();
    for (unsigned i = 0; i < waiting_size; i++) {
        const State s = waiting[i].state;
        size_t slot = waiting[i].slot;
        while (table[slot] != 0 && table[slot] != s) slot = (slot + 1) & mask;
        if (table[slot] == s) continue;
        table[slot] = s;
        next_level[next_size++] = s;
        states++;
    }
    waiting_size = 0;
    if (states > mask - mask / 8) {
        fputs("the table is full: ask for more bits\n", stderr);
        exit(2);
    }
}

static inline void found(State s)
{
    const size_t slot = slot_of(s);
    __builtin_prefetch(&table[slot]);
    waiting[waiting_size].state = s;
    waiting[waiting_size++].slot = slot;
    transitions++;
}

/* ---- The model ---- */

/* One step of the task or the NMI of a CPU, whichever `pc` is the place of. */
static inline void step_panic(State s, unsigned cpu, unsigned pc, unsigned lines, int in_nmi)
{
    const unsigned here = get(s, pc, 5);
    const unsigned self = 1u << cpu;
#define GO(state, place) found(put(state, pc, 5, place))
    if (here >= LINES) {
        const unsigned line = (here - LINES) / 2;
        const unsigned after = line + 1 < lines ? LINES + 2 * (line + 1) : CLAIM;
        if ((here - LINES) & 1)
            GO(put(s, CONSOLE_OWNER, 3, NOBODY), after);
        else if (get(s, CONSOLE_OWNER, 3) == NOBODY)
            GO(put(s, CONSOLE_OWNER, 3, cpu), here + 1);
        else
            GO(s, after);
        return;
    }
    switch (here) {
    case CLAIM: {
        const unsigned owner = get(s, PANIC_CPU, 3);
        if (owner == NOBODY)
            GO(put(s, PANIC_CPU, 3, cpu), KEXEC_TRYLOCK);
        else if (owner != cpu)
            GO(s, SELF_STOP);
        else
            GO(s, in_nmi ? IDLE : KEXEC_TRYLOCK);
        break;
    }
    case SELF_STOP:
        if (get(s, STOP_MASK, 4) & self) GO(s, OFFLINE);
        break;
    case OFFLINE:
        GO(s | (State)self << STOPPED_MASK, DEAD);
        break;
    case DEAD:
        GO(s, STOPPED);
        break;
    case KEXEC_TRYLOCK:
        if (get(s, KEXEC_LOCK, 3) == NOBODY)
            GO(put(s, KEXEC_LOCK, 3, cpu), VERSION);
        else
            GO(s, STOP_OTHERS);
        break;
    case VERSION:
        GO(s, get(s, IMAGE_VERSION, 1) ? DIGEST_1 : DIGEST_0);
        break;
    case DIGEST_0:
        GO(s, get(s, IMAGE_DIGEST, 1) ? TORN_0 : KEXEC_UNLOCK);
        break;
    case DIGEST_1:
        GO(s, get(s, IMAGE_DIGEST, 1) ? KEXEC_UNLOCK : TORN_1);
        break;
    case TORN_0:
    case TORN_1:
        GO(put(s, TORN_IMAGE, 1, 1), KEXEC_UNLOCK);
        break;
    case KEXEC_UNLOCK:
        GO(put(s, KEXEC_LOCK, 3, NOBODY), STOP_OTHERS);
        break;
    case STOP_OTHERS:
        GO(put(s, STOP_MASK, 4, ALL & ~self), WAIT_STOPPED);
        break;
    case WAIT_STOPPED:
        if ((get(s, STOPPED_MASK, 4) | self) == ALL) GO(s, BLINK);
        GO(s, BLINK); /* it may time out at any moment */
        break;
    }
#undef GO
}

static inline void step_load(State s)
{
    const unsigned pc = at_cpu(LOADER, TASK);
    const unsigned self = 1u << LOADER;
#define GO(state, place) found(put(state, pc, 5, place))
    switch (get(s, pc, 5)) {
    case L_ENTRY:
        GO(s, L_STOP_ASKED);
        break;
    case L_STOP_ASKED:
        GO(s, get(s, STOP_MASK, 4) & self ? L_OFFLINE : L_KEXEC_TRYLOCK);
        break;
    case L_OFFLINE:
        GO(s | (State)self << STOPPED_MASK, L_DEAD);
        break;
    case L_DEAD:
        GO(s, L_STOPPED);
        break;
    case L_KEXEC_TRYLOCK:
        if (get(s, KEXEC_LOCK, 3) == NOBODY)
            GO(put(s, KEXEC_LOCK, 3, LOADER), L_VERSION);
        else
            GO(s, L_STOP_ASKED);
        break;
    case L_VERSION:
        GO(s, get(s, IMAGE_VERSION, 1) ? L_VERSION_0 : L_VERSION_1);
        break;
    case L_VERSION_0:
        GO(put(s, IMAGE_VERSION, 1, 0), L_DIGEST_0);
        break;
    case L_VERSION_1:
        GO(put(s, IMAGE_VERSION, 1, 1), L_DIGEST_1);
        break;
    case L_DIGEST_0:
        GO(put(s, IMAGE_DIGEST, 1, 0), L_KEXEC_UNLOCK);
        break;
    case L_DIGEST_1:
        GO(put(s, IMAGE_DIGEST, 1, 1), L_KEXEC_UNLOCK);
        break;
    case L_KEXEC_UNLOCK:
        GO(put(s, KEXEC_LOCK, 3, NOBODY), L_STOP_ASKED);
        break;
    }
#undef GO
}

static inline void expand(State s)
{
#pragma GCC unroll 4
    for (unsigned cpu = 0; cpu < CPUS; cpu++) {
        const unsigned task = at_cpu(cpu, TASK), nmi = at_cpu(cpu, NMI);
        if (get(s, nmi, 5) != IDLE) {
            step_panic(s, cpu, nmi, NMI_LINES, 1);
            continue;
        }
        if (get(s, task, 5) == STOPPED) continue;
        if (cpu == LOADER)
            step_load(s);
        else
            step_panic(s, cpu, task, TASK_LINES, 0);
        if (get(s, at_cpu(cpu, MAY_COME), 1))
            found(put(put(s, at_cpu(cpu, MAY_COME), 1, 0), nmi, 5, NMI_LINES ? LINES : CLAIM));
    }
}

static State initial(void)
{
    State s = 0;
    s = put(s, PANIC_CPU, 3, NOBODY);
    s = put(s, CONSOLE_OWNER, 3, NOBODY);
    s = put(s, KEXEC_LOCK, 3, NOBODY);
    for (unsigned cpu = 0; cpu < CPUS; cpu++) {
        s = put(s, at_cpu(cpu, TASK), 5, cpu == LOADER ? L_ENTRY : TASK_LINES ? LINES : CLAIM);
        s = put(s, at_cpu(cpu, MAY_COME), 1, cpu < NMIS);
    }
    return s;
}

int main(int argc, char **argv)
{
    table_bits = argc > 1 ? (unsigned)atoi(argv[1]) : 24;
    if (table_bits < 10 || table_bits > 34) {
        fputs("usage: panic-race <bits of the table, 10 to 34>\n", stderr);
        return 2;
    }
    const size_t bytes = sizeof(State) << table_bits;
    table = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (table == MAP_FAILED) {
        perror("mmap");
        return 2;
    }
    madvise(table, bytes, MADV_HUGEPAGE);

    found(initial());
    transitions = 0;
    insert_waiting();
    unsigned depth = 0;
    for (;; depth++) {
        State *const done = level;
        level = next_level;
        level_size = next_size;
        next_level = done;
        next_size = 0;
        /* What was the level before has its own size; the larger one is kept with its room. */
        static size_t level_room;
        const size_t room = next_room;
        next_room = level_room;
        level_room = room;
        for (size_t i = 0; i < level_size; i++) {
            expand(level[i]);
            if (waiting_size >= BATCH) insert_waiting();
        }
        insert_waiting();
        if (next_size == 0) break;
    }
    printf("%llu states, %llu transitions, depth %u\n", (unsigned long long)states,
           (unsigned long long)transitions, depth);
    return 0;
}
