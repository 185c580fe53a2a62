#pragma once

#include "train/logistic_fit.hpp"

namespace binet {

// Features and weights are in single precision, 7 digits. What unpenalised fits do where that is not enough.

/// Scales a column by its median and quartiles where its scale is more than ten thousand times the distance of these,
/// which a few distant values make: divided by it, the other cells would be equal in single precision. A fit without
/// penalty, or with Firth's, does not depend on scales. False if there is no such column. Schema and settings are those
/// that the encoder was fitted with.
bool show_spread(const LabelledRows&, const Schema&, EncoderSettings, Encoder&);

/// Repeats a fit without penalty, or with Firth's, on cells in double if columns are nearly collinear, as copies that
/// differ in the fourth digit, or if `always`. If classes are separated, which does not matter with Firth's penalty, it
/// is repeated only if `always`, and has converged if its relative gradient norm is at most `tolerance`. Keeps the fit
/// as it is if that takes longer than some seconds. Reads the rows' table.
void refit_in_double(const LabelledRows&, bool always, double tolerance, FittedLogistic&);

}  // namespace binet
