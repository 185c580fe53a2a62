#pragma once

#include "binet/table/schema.hpp"
#include "json/json_place.hpp"

#include <string>
#include <vector>

namespace binet {

// Each throws Error with the place in the file, what was expected and what was found.

/// Refuses null, which reads as NaN.
double read_finite(const JsonPlace&);
double read_share(const JsonPlace&);        ///< a number from 0 to 1
double read_nonnegative(const JsonPlace&);  ///< a finite number, 0 or more

/// The member of this name, if there is one, must be a whole number, 0 or more.
void require_count(const JsonPlace& object, const char* name);

/// `texts`, read from `list`, must differ from one another.
void require_distinct(const JsonPlace& list, const std::vector<std::string>& texts);

/// There must be one share per bin, and the edges must ascend.
void require_histogram(const JsonPlace& shares, const ColumnHistogram&);

}  // namespace binet
