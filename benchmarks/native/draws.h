/* Flowsim's draws in C: Philox 4x32-10 keyed by who, what for and which visit, and the same elementary functions.

   Philox: Salmon, Moraes, Dror, Shaw, SC11, 2011. Normal quantile: Wichura, AS 241, Applied Statistics 37 (1988).
   natural_log and exponential_of follow fdlibm, whose notice is: Copyright (C) 1993 by Sun Microsystems, Inc. All rights
   reserved. Developed at SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute
   this software is freely granted, provided that this notice is preserved. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#define LN2_HIGH 6.93147180369123816490e-01
#define LN2_LOW 1.90821492927058770002e-10

static inline double uniform(uint64_t seed, uint32_t last, uint32_t index, uint32_t purpose)
{
    uint32_t x0 = 0, x1 = purpose, x2 = index, x3 = last;
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t left = (uint64_t)0xD2511F53 * x0, right = (uint64_t)0xCD9E8D57 * x2;
        x0 = (uint32_t)(right >> 32) ^ x1 ^ k0;
        x1 = (uint32_t)right;
        x2 = (uint32_t)(left >> 32) ^ x3 ^ k1;
        x3 = (uint32_t)left;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    uint64_t top = ((uint64_t)x0 << 20) | (x1 >> 12);
    return (double)(int64_t)((top << 1) | 1) * 0x1p-53;
}

static inline double natural_log(double x)
{
    int64_t bits;
    memcpy(&bits, &x, 8);
    double k = (double)((bits >> 52) - 1023), m;
    bits = (bits & 0xFFFFFFFFFFFFF) | ((int64_t)1023 << 52);
    memcpy(&m, &bits, 8);
    if (m > 1.4142135623730951) {
        m *= 0.5;
        k += 1.0;
    }
    double f = m - 1.0, s = f / (2.0 + f), z = s * s, w = z * z;
    double odd = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
    double even = z * (6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
    double half_square = 0.5 * f * f;
    return k * LN2_HIGH - ((half_square - (s * (half_square + (odd + even)) + k * LN2_LOW)) - f);
}

static inline double exponential_of(double x) /* for |x| < 700 */
{
    double whole = floor(x * 1.44269504088896338700 + 0.5), high = x - whole * LN2_HIGH, low = whole * LN2_LOW;
    double r = high - low, t = r * r;
    double c = r - t * (1.66666666666666019037e-01 + t * (-2.77777777770155933842e-03
        + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))));
    double y = 1.0 - ((low - (r * c) / (2.0 - c)) - high), scale;
    int64_t bits = ((int64_t)whole + 1023) << 52;
    memcpy(&scale, &bits, 8);
    return y * scale;
}

static const double CENTRAL[2][8] = {
    {2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0},
    {5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0}};
static const double NEAR[2][8] = {
    {7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0},
    {1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0}};
static const double FAR[2][8] = {
    {2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
     2.96560571828504891230e-1, 1.78482653991729133580e0, 5.46378491116411436990e0, 6.65790464350110377720e0},
    {2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0}};

static inline double rational(const double of[2][8], double r)
{
    double top = of[0][0], bottom = of[1][0];
    for (int i = 1; i < 8; i++) {
        top = top * r + of[0][i];
        bottom = bottom * r + of[1][i];
    }
    return top / bottom;
}

static inline double normal_quantile(double p)
{
    double q = p - 0.5;
    if (-0.425 <= q && q <= 0.425)
        return q * rational(CENTRAL, 0.180625 - q * q) ;
    double r = sqrt(-natural_log(q < 0.0 ? p : 1.0 - p));
    double x = r <= 5.0 ? rational(NEAR, r - 1.6) : rational(FAR, r - 5.0);
    return q < 0.0 ? -x : x;
}

static inline int64_t ticks(double x) /* half to even */
{
    return x > 0.0 ? (int64_t)nearbyint(x) : 0;
}
