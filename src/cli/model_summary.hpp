#pragma once

#include "binet/model/classifier.hpp"

#include <string>

namespace binet {

/// A model on one screen: target, columns, layers, how training ended, held-out metrics beside the base rate,
/// threshold, notes.
std::string print_summary(const Classifier&);

/// The model's verdict on its training begins with the word, in the file as on the screen.
void mark_as_interrupted(Classifier&);

}  // namespace binet
