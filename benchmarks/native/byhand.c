/* W1 and W2 written by hand, with flowsim's own draws: the mark that an engine for any scenario is measured against.

   What happens is the same as in flowsim, person by person; only the people who left, who were granted something, how
   long they waited and the happenings are counted. Times are in ticks (milliseconds). */

#include "draws.h"
#include "events.h"

typedef struct {
    double a, b; /* exponential: the mean; lognormal: mean and standard deviation of the logarithm */
    uint32_t purpose;
} Draw;

typedef struct {
    int64_t horizon;
    double rate; /* arrivals per tick */
    uint64_t seed;
    uint32_t replication, source, arrivals; /* the last is the purpose of the time to the next arrival */
    int32_t room[3];                        /* W1: desks; W2: beds, assessors, rooms */
    Draw draws[3];                          /* W1: service; W2: stay, assessment, residence */
} Case;

typedef struct {
    int64_t left, granted, waited, happenings;
} Sums;

typedef struct {
    int64_t asked; /* since when the person has waited */
    int64_t next;  /* who is behind them in the queue, or the next free record */
    uint32_t index;
    int32_t leaf;
    int32_t stage; /* what is under way: 0, 1 or 2, as in `draws` */
    int32_t unused;
} Person;

typedef struct {
    int64_t first, last;
} Queue;

typedef struct {
    const Case *of;
    Events events;
    Person *people;
    int64_t size, free;
    Queue queues[3];
    int32_t room[3];
    double total;
    int64_t now;
    uint32_t index;
    Sums sums;
} World;

static inline double draw_uniform(const World *world, uint32_t index, uint32_t purpose)
{
    return uniform(world->of->seed, world->of->replication << 16 | world->of->source, index, purpose);
}

static inline int64_t exponential(const World *world, uint32_t index, const Draw *draw)
{
    return ticks(-draw->a * natural_log(1.0 - draw_uniform(world, index, draw->purpose)));
}

static inline int64_t lognormal(const World *world, uint32_t index, const Draw *draw)
{
    double normal = normal_quantile(draw_uniform(world, index, draw->purpose));
    return ticks(exponential_of(draw->a + draw->b * normal));
}

static void schedule_arrival(World *world)
{
    world->total += -natural_log(draw_uniform(world, world->index, world->of->arrivals));
    double instant = world->total / world->of->rate;
    int64_t time = instant < (double)world->of->horizon ? ticks(instant) : NEVER;
    put(&world->events, 0, time, (uint64_t)world->index << 16, -1);
}

static int64_t new_person(World *world)
{
    if (world->free < 0) { /* twice the room */
        world->people = realloc(world->people, 2 * world->size * sizeof(Person));
        for (int64_t p = 2 * world->size - 1; p >= world->size; p--) {
            world->people[p].next = world->free;
            world->free = p;
        }
        world->size *= 2;
    }
    int64_t p = world->free;
    world->free = world->people[p].next;
    world->people[p] = (Person){world->now, -1, world->index, -1, 0, 0};
    return p;
}

static inline void ends_at(World *world, int64_t p, int64_t time)
{
    Person *person = &world->people[p];
    if (person->leaf < 0)
        person->leaf = (int32_t)world->events.free[--world->events.spare];
    put(&world->events, (uint64_t)person->leaf, time, (uint64_t)person->index << 16, p);
}

static inline void give_back(World *world, int64_t p)
{
    int64_t leaf = world->people[p].leaf;
    put(&world->events, (uint64_t)leaf, NEVER + leaf, 0, -1);
    world->events.free[world->events.spare++] = leaf;
    world->people[p].leaf = -1;
}

static inline void count_grant(World *world, int64_t p)
{
    world->sums.granted++;
    world->sums.happenings++;
    world->sums.waited += world->now - world->people[p].asked;
}

static inline void stand(World *world, int64_t p, int which)
{
    Queue *queue = &world->queues[which];
    world->people[p].next = -1;
    if (queue->first < 0)
        queue->first = p;
    else
        world->people[queue->last].next = p;
    queue->last = p;
}

static inline int64_t next_in(World *world, int which)
{
    int64_t p = world->queues[which].first;
    if (p >= 0)
        world->queues[which].first = world->people[p].next;
    return p;
}

static inline void leave(World *world, int64_t p)
{
    world->sums.left++;
    if (world->people[p].leaf >= 0)
        give_back(world, p);
    world->people[p].next = world->free;
    world->free = p;
}

/* W1 */

static inline void serve(World *world, int64_t p)
{
    count_grant(world, p);
    world->room[0]--;
    ends_at(world, p, world->now + exponential(world, world->people[p].index, &world->of->draws[0]));
}

static inline void customer_comes(World *world)
{
    int64_t p = new_person(world);
    if (world->room[0] > 0)
        serve(world, p);
    else
        stand(world, p, 0);
}

static inline void customer_goes(World *world, int64_t p)
{
    leave(world, p);
    world->room[0]++;
    int64_t next = next_in(world, 0);
    if (next >= 0)
        serve(world, next);
}

/* W2 */

static inline void admit(World *world, int64_t p)
{
    count_grant(world, p);
    world->room[0]--;
    ends_at(world, p, world->now + lognormal(world, world->people[p].index, &world->of->draws[0]));
}

static inline void assess(World *world, int64_t p)
{
    count_grant(world, p);
    world->room[1]--;
    world->people[p].stage = 1;
    ends_at(world, p, world->now + exponential(world, world->people[p].index, &world->of->draws[1]));
}

static inline void move_in(World *world, int64_t p)
{
    count_grant(world, p);
    world->room[2]--;
    world->people[p].stage = 2;
    ends_at(world, p, world->now + exponential(world, world->people[p].index, &world->of->draws[2]));
    world->room[0]++;
    int64_t next = next_in(world, 0);
    if (next >= 0)
        admit(world, next);
}

static inline void ask(World *world, int64_t p, int which, void (*begin)(World *, int64_t))
{
    world->people[p].asked = world->now;
    if (world->room[which] > 0)
        begin(world, p);
    else
        stand(world, p, which);
}

static inline void patient_goes_on(World *world, int64_t p)
{
    int stage = world->people[p].stage;
    world->room[stage] += stage > 0;
    if (stage == 0) {
        ask(world, p, 1, assess);
        if (world->people[p].stage == 0)
            give_back(world, p);
        return;
    }
    int64_t next = next_in(world, stage);
    if (stage == 1) {
        if (next >= 0)
            assess(world, next);
        ask(world, p, 2, move_in);
        if (world->people[p].stage == 1)
            give_back(world, p);
        return;
    }
    leave(world, p);
    if (next >= 0)
        move_in(world, next);
}

static void open_world(World *world, const Case *of)
{
    int64_t leaves = 2;
    while (leaves < 2 + of->room[0] + of->room[1] + of->room[2])
        leaves *= 2;
    *world = (World){.of = of, .size = 512, .free = -1};
    open_events(&world->events, (uint64_t)leaves);
    world->people = malloc(world->size * sizeof(Person));
    for (int64_t p = world->size - 1; p >= 0; p--) {
        world->people[p].next = world->free;
        world->free = p;
    }
    for (int i = 0; i < 3; i++) {
        world->queues[i] = (Queue){-1, -1};
        world->room[i] = of->room[i];
    }
}

/* One replication; `ward` is 0 for W1 and 1 for W2. */
void replicate(const Case *of, int ward, Sums *sums)
{
    World world;
    open_world(&world, of);
    schedule_arrival(&world);
    while (world.events.nodes[1].time < of->horizon) {
        Timer least = world.events.nodes[1];
        world.now = least.time;
        world.sums.happenings++;
        if (least.owner < 0) {
            if (!ward)
                customer_comes(&world);
            else
                ask(&world, new_person(&world), 0, admit);
            world.index++;
            schedule_arrival(&world);
        } else if (!ward)
            customer_goes(&world, least.owner);
        else
            patient_goes_on(&world, least.owner);
    }
    *sums = world.sums;
    close_events(&world.events);
    free(world.people);
}
