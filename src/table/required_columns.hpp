#pragma once

#include "base/setting_error.hpp"

#include <string>
#include <vector>

namespace binet::detail {

/// Throws Error that lists the required columns a file lacks and the ones that are neither required nor known; `names`
/// are the file's.
void require_columns(const std::string& source, const std::vector<std::string>& names,
                     const std::vector<std::string>& required, const std::vector<std::string>& known);

/// The error about a column that the request names and the file lacks, with the nearest name and the columns found:
/// "--ignore: data.csv has no column 'ID'; did you mean 'id'?". `asked_by` is the setting or the flag of a command that
/// names it.
SettingError no_column(const std::string& asked_by, const std::string& source, const std::string& name,
                       const std::vector<std::string>& names, char delimiter);

}  // namespace binet::detail
