#pragma once

namespace binet {

/// The x with P(|T| ≤ x) = `level` for Student's T with `degrees` > 0 degrees of freedom, which need not be whole;
/// `level` is in (0, 1). To ten digits for up to 100,000 degrees.
double student_quantile(double level, double degrees);

}  // namespace binet
