#pragma once

#include <string_view>

namespace binet::detail {

// The part of an exported C file that is the same for every model. It uses the tables written before it.

inline constexpr std::string_view kCTypes = R"(typedef struct {
  int column;                 /* of numbers */
  double center, scale, clip; /* x' = (x - center) / scale, then x' / sqrt(1 + (x' / clip)^2) unless clip is 0 */
  int missing_indicator;
  int edge_count;             /* 0: one input; otherwise edge_count - 1 piecewise-linear ones */
  const double *edges;
} binet_number;

typedef struct {
  int column; /* of categories */
  int level_count;
  const char *const *levels;
  const char *reference; /* a level without an input, or NULL */
  int pooled, missing;   /* has an input for other levels, for missing cells */
} binet_category;

typedef struct {
  int number_count, category_count, dense_count, code_count;
  const binet_number *numbers;
  const binet_category *categories;
} binet_encoder;

enum { BINET_AFFINE, BINET_ACTIVATION, BINET_PRODUCT, BINET_NORMALISE };

/* Reads the vectors at one or two places and writes the one at another. */
typedef struct {
  int kind, from, other, to, inputs, units;
  double (*activation)(double);
  const binet_scalar *weights, *bias, *scale; /* weights: inputs x units, row by row; scale: of the inputs, or NULL */
  double epsilon;
} binet_step;

typedef struct {
  int encoder, step_count;
  double weight;
  const binet_step *steps;
} binet_member;

static double binet_sigmoid(double x) { return x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x)); }
)";

inline constexpr std::string_view kCProgram =
    R"(static double binet_bounded(double x) { return x < -1e15 ? -1e15 : x > 1e15 ? 1e15 : x; }

/* Writes 1, ..., 1, position, 0, ..., 0 for the bin in which x lies. */
static void binet_encode_bins(const binet_number *number, double x, double *inputs) {
  int bins = number->edge_count - 1, bin = 0, i;
  double low, high, position;
  while (bin < bins - 1 && x >= number->edges[bin + 1]) ++bin;
  low = number->edges[bin];
  high = number->edges[bin + 1];
  position = (x - low) / (high - low);
  for (i = 0; i < bins; ++i) inputs[i] = i < bin ? 1 : 0;
  inputs[bin] = position < -1 ? -1 : position > 2 ? 2 : position;
}

/* The input of a category's one-hot block that is 1; -1: none. */
static int binet_code(const binet_category *category, const char *text) {
  int i, other = category->pooled ? category->level_count : -1;
  if (text == NULL) return category->missing ? category->level_count + category->pooled : other;
  if (category->reference != NULL && strcmp(text, category->reference) == 0) return -1;
  for (i = 0; i < category->level_count; ++i) {
    if (strcmp(text, category->levels[i]) == 0) return i;
  }
  return other;
}

static void binet_encode(const binet_encoder *encoder, const double *numbers, const char *const *categories,
                         double *inputs) {
  double *dense = inputs, *codes = inputs + encoder->dense_count, *bins = codes + encoder->code_count;
  int c, i;
  for (c = 0; c < encoder->number_count; ++c) {
    const binet_number *number = &encoder->numbers[c];
    double x = numbers[number->column];
    int missing = isnan(x);
    x = missing ? 0 : binet_bounded((x - number->center) / number->scale);
    if (number->clip > 0) x /= sqrt(1 + (x / number->clip) * (x / number->clip));
    if (number->edge_count == 0) {
      *dense++ = x;
    } else {
      binet_encode_bins(number, x, bins);
      bins += number->edge_count - 1;
    }
    if (number->missing_indicator) *dense++ = missing;
  }
  for (c = 0; c < encoder->category_count; ++c) {
    const binet_category *category = &encoder->categories[c];
    int count = category->level_count + category->pooled + category->missing;
    int code = binet_code(category, categories[category->column]);
    for (i = 0; i < count; ++i) codes[i] = i == code;
    codes += count;
  }
}

static void binet_affine(const binet_step *step, const double *x, double *z) {
  int i, u;
  for (u = 0; u < step->units; ++u) z[u] = step->bias[u];
  for (i = 0; i < step->inputs; ++i) {
    double value = step->scale == NULL ? x[i] : x[i] * step->scale[i];
    if (value == 0) continue;
    for (u = 0; u < step->units; ++u) z[u] += value * step->weights[i * step->units + u];
  }
}

static void binet_normalise(const binet_step *step, const double *x, double *y) {
  double mean = 0, variance = 0, deviation;
  int u;
  for (u = 0; u < step->units; ++u) mean += x[u] / step->units;
  for (u = 0; u < step->units; ++u) variance += (x[u] - mean) * (x[u] - mean) / step->units;
  deviation = sqrt(variance + step->epsilon);
  for (u = 0; u < step->units; ++u) y[u] = step->weights[u] * (x[u] - mean) / deviation + step->bias[u];
}

/* Place 0 holds the inputs, and the logit at the end. */
static double binet_logit(const binet_member *member, double (*places)[BINET_WIDEST]) {
  int s, u;
  for (s = 0; s < member->step_count; ++s) {
    const binet_step *step = &member->steps[s];
    const double *from = places[step->from], *other = places[step->other];
    double *to = places[step->to];
    switch (step->kind) {
      case BINET_AFFINE: binet_affine(step, from, to); break;
      case BINET_ACTIVATION:
        for (u = 0; u < step->units; ++u) to[u] = step->activation(from[u]);
        break;
      case BINET_PRODUCT:
        for (u = 0; u < step->units; ++u) to[u] = from[u] * other[u];
        break;
      case BINET_NORMALISE: binet_normalise(step, from, to); break;
    }
  }
  return places[0][0];
}

/* The probability of the positive class. numbers: BINET_NUMBERS of them, NAN where missing; categories:
   BINET_CATEGORIES texts, NULL where missing; both in the order of the lists above. NULL stands for an empty list. */
double binet_predict(const double *numbers, const char *const *categories) {
  double places[BINET_PLACES][BINET_WIDEST], positive = 0, negative = 0, logit = 0;
  int m;
  for (m = 0; m < BINET_MEMBERS; ++m) {
    const binet_member *member = &binet_members[m];
    binet_encode(&binet_encoders[member->encoder], numbers, categories, places[0]);
    logit = binet_logit(member, places);
    positive += member->weight * binet_sigmoid(logit);
    negative += member->weight * binet_sigmoid(-logit);
  }
  if (BINET_MEMBERS > 1) logit = log(positive) - log(negative);
  return binet_sigmoid(binet_intercept + binet_slope * logit);
}

)";

inline constexpr std::string_view kCTerms = R"(static int binet_is(const char *text, const char *level) { return text != NULL && strcmp(text, level) == 0; }

/* A polynomial of x - origin per piece; the piece is the number of knots at or below x. */
static double binet_piecewise(double x, int knot_count, const double *knots, const double *origins, int size,
                              const double *coefficients) {
  double value = 0;
  int piece = 0, k;
  while (piece < knot_count && x >= knots[piece]) ++piece;
  for (k = size - 1; k >= 0; --k) value = value * (x - origins[piece]) + coefficients[piece * size + k];
  return value;
}
)";

inline constexpr std::string_view kCSelfTest = R"(
#include <stdio.h>

int main(void) {
  double largest = 0;
  int row;
  for (row = 0; row < BINET_TEST_ROWS; ++row) {
    double found = binet_predict(binet_test_numbers[row], binet_test_categories[row]);
    double error = fabs(found - binet_test_probabilities[row]);
    if (!(error <= largest)) largest = error;
  }
  printf("%d rows, largest difference %g: %s\n", BINET_TEST_ROWS, largest,
         largest <= binet_test_tolerance ? "passed" : "FAILED");
  return largest <= binet_test_tolerance ? 0 : 1;
}
#endif
)";

}  // namespace binet::detail
