#pragma once

#include "binet/model/classifier.hpp"

#include <string>

namespace binet {

/// What one example of the model is: a row, or a sequence of rows.
const char* example_name(const Classifier&);

/// A model on one screen: target, columns, layers, end of training, held-out metrics and base rate, threshold, notes.
std::string print_summary(const Classifier&);

/// Puts "interrupted" in front of the model's verdict, for the file and the screen.
void mark_as_interrupted(Classifier&);

}  // namespace binet
