#pragma once

#include "export/model_description.hpp"

#include <functional>
#include <string>

namespace binet::detail {

/// How a language writes what terms are computed from. Both languages write arithmetic as C does.
struct TermLanguage {
  std::function<std::string(double)> number;
  std::function<std::string(std::size_t)> column;                         ///< the number of a numeric column
  std::function<std::string(std::size_t, const std::string&)> indicator;  ///< a condition: the category is this level
  std::function<std::string(const std::string& x, const PiecewisePolynomial&)> polynomial;
  std::string not_a_number;                                               ///< "NAN"
  std::string is_missing, is_finite;                                      ///< functions of a number
  std::string fail;  ///< the statement that ends without a probability
};

/// The statements that compute each term into all[BINET_NUMBERS], …: `place` names the element of a term.
std::string print_terms(const ModelDescription&, const TermLanguage&,
                        const std::function<std::string(std::size_t)>& place);

/// "2.0 * (x - 3.0) + 1.0" by Horner's rule, of a polynomial of one piece.
std::string print_single_piece(const std::string& x, const PiecewisePolynomial&,
                               const std::function<std::string(double)>& number);

}  // namespace binet::detail
