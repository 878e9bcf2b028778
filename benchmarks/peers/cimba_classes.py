"""The classes that Cimba compiles; this module needs the package `cimba`. Times in days.

Cimba compiles the text of the methods, with the module's own names as constants.
"""

import cimba as cb
from cimba import inputs

from benchmarks import cases

DAYS = float(cases.DAYS)


class Place(cb.Model):
    """What both workloads count."""

    left: cb.Output[int]
    granted: cb.Output[int]
    waited: cb.Output[float]

    @cb.on_start
    def begin(self):
        """Outputs are not a number until they are set."""
        self.left = 0
        self.granted = 0
        self.waited = 0.0


class Customer(cb.Model):
    """A process a customer of W1."""

    place: cb.Ref["Queue"]

    @cb.process
    def run(self):
        """From the door to the door."""
        place = self.place
        arrived = cb.now()
        place.desks.acquire(1)
        place.granted += 1
        place.waited += cb.now() - arrived
        cb.hold(place.service.next())
        place.desks.release(1)
        place.left += 1
        cb.release(self)


class Queue(Place):
    """W1, a process a customer."""

    interval: cb.Input[float] = inputs.dist.exponential(mean=1 / cases.CUSTOMERS)
    service: cb.Input[float] = inputs.dist.exponential(mean=1.0)
    desks: cb.Resource = cb.Resource(capacity=cases.DESKS)

    @cb.process
    def arrivals(self):
        """Customers come."""
        while True:
            cb.hold(self.interval.next())
            cb.spawn(Customer, place=self)


class QueueOfDesks(Place):
    """W1, a process a desk."""

    interval: cb.Input[float] = inputs.dist.exponential(mean=1 / cases.CUSTOMERS)
    service: cb.Input[float] = inputs.dist.exponential(mean=1.0)
    line: cb.Store[float]

    @cb.process
    def arrivals(self):
        """Customers come, as the times of their coming."""
        while True:
            cb.hold(self.interval.next())
            self.line.put(cb.now())

    @cb.process(copies=cases.DESKS)
    def desk(self):
        """One customer after another."""
        while True:
            arrived = self.line.get()
            self.granted += 1
            self.waited += cb.now() - arrived
            cb.hold(self.service.next())
            self.left += 1


class Patient(cb.Model):
    """A process a patient of W2."""

    place: cb.Ref["Ward"]

    @cb.process
    def run(self):
        """From the ward, past an assessor, to a room and out of it."""
        place = self.place
        arrived = cb.now()
        place.beds.acquire(1)
        place.granted += 1
        place.waited += cb.now() - arrived
        cb.hold(place.stay.next())
        asked = cb.now()
        place.assessors.acquire(1)
        place.granted += 1
        place.waited += cb.now() - asked
        cb.hold(place.work.next())
        place.assessors.release(1)
        ready = cb.now()
        place.rooms.acquire(1)
        place.granted += 1
        place.waited += cb.now() - ready
        place.beds.release(1)
        cb.hold(place.residence.next())
        place.rooms.release(1)
        place.left += 1
        cb.release(self)


class Ward(Place):
    """W2, a process a patient."""

    interval: cb.Input[float] = inputs.dist.exponential(mean=1 / cases.PATIENTS)
    stay: cb.Input[float] = inputs.dist.lognormal(mean=cases.LOG_MEAN, sigma=cases.LOG_SD)
    work: cb.Input[float] = inputs.dist.exponential(mean=cases.ASSESSMENT)
    residence: cb.Input[float] = inputs.dist.exponential(mean=cases.RESIDENCE)
    beds: cb.Resource = cb.Resource(capacity=cases.BEDS)
    assessors: cb.Resource = cb.Resource(capacity=cases.ASSESSORS)
    rooms: cb.Resource = cb.Resource(capacity=cases.ROOMS)

    @cb.process
    def arrivals(self):
        """Patients come."""
        while True:
            cb.hold(self.interval.next())
            cb.spawn(Patient, place=self)


class WardOfBeds(Place):
    """W2, a process a bed; rooms are a number, and an event says when one is free again."""

    interval: cb.Input[float] = inputs.dist.exponential(mean=1 / cases.PATIENTS)
    stay: cb.Input[float] = inputs.dist.lognormal(mean=cases.LOG_MEAN, sigma=cases.LOG_SD)
    work: cb.Input[float] = inputs.dist.exponential(mean=cases.ASSESSMENT)
    residence: cb.Input[float] = inputs.dist.exponential(mean=cases.RESIDENCE)
    line: cb.Store[float]
    assessors: cb.Resource = cb.Resource(capacity=cases.ASSESSORS)
    rooms: cb.Container = cb.Container(initial=cases.ROOMS)

    @cb.process
    def arrivals(self):
        """Patients come, as the times of their coming."""
        while True:
            cb.hold(self.interval.next())
            self.line.put(cb.now())

    @cb.process(copies=cases.BEDS)
    def bed(self):
        """One patient after another."""
        while True:
            arrived = self.line.get()
            self.granted += 1
            self.waited += cb.now() - arrived
            cb.hold(self.stay.next())
            asked = cb.now()
            self.assessors.acquire(1)
            self.granted += 1
            self.waited += cb.now() - asked
            cb.hold(self.work.next())
            self.assessors.release(1)
            ready = cb.now()
            self.rooms.get(1)
            self.granted += 1
            self.waited += cb.now() - ready
            cb.schedule(self.room_is_free, self.residence.next())

    @cb.event
    def room_is_free(self):
        """Somebody left; Cimba still has events after the window, which do not count."""
        if cb.now() < DAYS:
            self.left += 1
        self.rooms.put(1)
