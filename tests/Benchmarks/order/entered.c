/* Writes down which functions of a program are entered, in the order in which that happens first. Loaded before the program (LD_PRELOAD).
 *
 *   FUNCTIONS   a file with the address of each function, hexadecimal, a line for each; the program is not moved when it is loaded
 *   ENTERED     a file for the addresses of those that are entered, eight octets each, zeros behind them
 *
 * The first octet of each function becomes a breakpoint, which is taken back when it is hit. x86-64 on Linux. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { BREAKPOINT = 0xCC, MOST = 1 << 20 };

static uintptr_t begin, end;
static unsigned char *original;
static uint64_t *entered;
static unsigned count;

static void on_breakpoint(int number, siginfo_t *info, void *context)
{
    greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
    uintptr_t at = registers[REG_RIP] - 1;
    (void)number, (void)info;
    if (at < begin || at >= end)
        abort();
    /* Another thread may have been here between the breakpoint and this line. */
    if (__sync_bool_compare_and_swap((unsigned char *)at, BREAKPOINT, original[at - begin])) {
        unsigned place = __sync_fetch_and_add(&count, 1);
        if (place < MOST)
            entered[place] = at;
    }
    registers[REG_RIP] = at;
}

__attribute__((constructor)) static void set_breakpoints(void)
{
    const char *functions = getenv("FUNCTIONS"), *result = getenv("ENTERED");
    unsigned long at, low = ~0ul, high = 0;
    FILE *list = functions ? fopen(functions, "r") : NULL;
    int out = result ? open(result, O_RDWR | O_CREAT | O_TRUNC, 0600) : -1;
    struct sigaction action = { .sa_sigaction = on_breakpoint, .sa_flags = SA_SIGINFO };

    if (!list || out < 0 || ftruncate(out, MOST * sizeof *entered))
        abort();
    entered = mmap(NULL, MOST * sizeof *entered, PROT_READ | PROT_WRITE, MAP_SHARED, out, 0);
    while (fscanf(list, "%lx", &at) == 1) {
        low = at < low ? at : low;
        high = at > high ? at : high;
    }
    begin = low & ~4095ul;
    end = (high & ~4095ul) + 4096;
    original = mmap(NULL, end - begin, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (entered == MAP_FAILED || original == MAP_FAILED || mprotect((void *)begin, end - begin, PROT_READ | PROT_WRITE | PROT_EXEC))
        abort();
    memcpy(original, (void *)begin, end - begin);
    sigfillset(&action.sa_mask);
    sigaction(SIGTRAP, &action, NULL);
    for (rewind(list); fscanf(list, "%lx", &at) == 1;)
        *(unsigned char *)at = BREAKPOINT;
    fclose(list);
    close(out);
    /* Not for the programs that this one starts. */
    unsetenv("LD_PRELOAD");
}
