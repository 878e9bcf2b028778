/* The event list: a winner tree. A leaf a timer; every node holds the lesser of the two below it, and the first the
   least of all. A key is a time in ticks and the person's order, so that ties have the same outcome everywhere. */

#include <stdint.h>
#include <stdlib.h>

typedef struct {
    int64_t time;
    uint64_t rest;
    int64_t owner; /* a person, or -1 for arrivals */
    int64_t unused;
} Timer;

typedef struct {
    Timer *nodes;
    int64_t *free;
    uint64_t leaves;
    int64_t spare; /* free leaves left */
} Events;

#define NEVER ((int64_t)1 << 62)

static inline void put(Events *events, uint64_t leaf, int64_t time, uint64_t rest, int64_t owner)
{
    Timer *nodes = events->nodes;
    uint64_t node = events->leaves + leaf;
    nodes[node].time = time;
    nodes[node].rest = rest;
    nodes[node].owner = owner;
    while (node > 1) {
        Timer *other = &nodes[node ^ 1];
        uint64_t other_first = other->time < time;
        if (other->time == time)
            other_first = other->rest < nodes[node].rest;
        Timer *first = &nodes[node ^ other_first];
        time = other->time < time ? other->time : time;
        node >>= 1;
        if (nodes[node].time == time && nodes[node].rest == first->rest)
            return;
        nodes[node].time = time;
        nodes[node].rest = first->rest;
        nodes[node].owner = first->owner;
    }
}

static void open_events(Events *events, uint64_t leaves)
{
    events->leaves = leaves;
    events->nodes = malloc(2 * leaves * sizeof(Timer));
    events->free = malloc(leaves * sizeof(int64_t));
    events->spare = (int64_t)leaves - 1; /* leaf 0 is that of arrivals */
    for (uint64_t leaf = 0; leaf < leaves; leaf++) {
        events->nodes[leaves + leaf] = (Timer){NEVER + (int64_t)leaf, 0, -1, 0};
        events->free[leaf] = (int64_t)(leaves - 1 - leaf);
    }
    for (uint64_t node = leaves - 1; node > 0; node--) {
        Timer *left = &events->nodes[2 * node], *right = &events->nodes[2 * node + 1];
        events->nodes[node] = right->time < left->time ? *right : *left;
    }
}

static void close_events(Events *events)
{
    free(events->nodes);
    free(events->free);
}
