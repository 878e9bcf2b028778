"""Numbers of people: the binomial distribution by inversion of one uniform, with + - x / alone."""

from flowsim.random.jit import kernel


@kernel
def binomial(n: int, p: float, u: float) -> int:
    """How many of n, each with chance p, by inversion: the least k whose cumulative probability exceeds u.

    The probability of none is (1 - p)^n by repeated multiplication; that of k + 1 is that of k times
    (n - k) / (k + 1) times p / (1 - p) (Johnson, Kemp and Kotz 2005, Univariate Discrete Distributions, 3.3). For n up
    to a thousand and p up to a half nothing underflows.

    >>> binomial(4, 0.5, 0.0624), binomial(4, 0.5, 0.0626), binomial(4, 0.5, 0.99)
    (0, 1, 4)
    """
    if p <= 0.0 or n <= 0:
        return 0
    chance = 1.0
    for _ in range(n):
        chance = chance * (1.0 - p)
    odds = p / (1.0 - p)
    cumulative = chance
    k = 0
    while cumulative <= u and k < n:
        chance = chance * (n - k) / (k + 1) * odds
        cumulative += chance
        k += 1
    return k
