#include "io/joined_files.hpp"

#include "base/counted.hpp"
#include "binet/base/error.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

namespace binet::detail {
namespace {

constexpr std::size_t kMostHeader = std::size_t{1} << 20;  ///< largest header, in bytes

/// The text of a header without quotes and line end.
std::string without_quotes(std::string text) {
  std::erase(text, '"');
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  return text;
}

std::vector<std::string> names_in(const std::string& header, char delimiter) {
  std::vector<std::string> names(1);
  for (const char c : header) c == delimiter ? static_cast<void>(names.emplace_back()) : names.back().push_back(c);
  return names;
}

using Names = std::vector<std::string>;

std::string difference(const Names& expected, const Names& found) {
  for (std::size_t i = 0; i < std::min(expected.size(), found.size()); ++i) {
    if (expected[i] == found[i]) continue;
    return "column " + std::to_string(i + 1) + " is '" + found[i] + "'; expected '" + expected[i] + "'";
  }
  return counted(std::ssize(found), "column") + "; expected " + std::to_string(expected.size());
}

class JoinedSource : public ByteSource {
 public:
  JoinedSource(std::vector<std::string> paths, OpenText open, FindHeader find, FileParts& parts)
      : paths_(std::move(paths)), open_(std::move(open)), find_(std::move(find)), parts_(parts) {
    parts_.clear();
    open_next();
  }

  std::size_t read(char* buffer, std::size_t size) override {
    for (;;) {
      if (given_ < held_.size()) {
        const std::size_t count = held_.copy(buffer, size, given_);
        given_ += count;
        return passed(buffer, count);
      }
      const std::size_t count = current_->read(buffer, size);
      if (count > 0) return passed(buffer, count);
      if (next_ == paths_.size()) return 0;
      held_.clear();
      given_ = 0;
      if (last_ != '\n') {
        buffer[0] = '\n';
        last_ = '\n';
        ++lines_;
        return 1;
      }
      open_next();
    }
  }
  bool ready() override { return given_ < held_.size() || current_->ready(); }
  const std::string& name() const override { return name_; }

 private:
  std::size_t passed(const char* bytes, std::size_t count) {
    lines_ += std::count(bytes, bytes + count, '\n');
    last_ = bytes[count - 1];
    return count;
  }

  void open_next() {
    current_ = open_(paths_[next_]);
    held_.clear();
    given_ = 0;
    const bool first = next_ == 0;
    if (first) name_ = current_->name();
    ++next_;
    if (!find_) return parts_.add({current_->name(), first ? 0 : lines_});
    const std::optional<HeaderRecord> found = hold_header();
    if (!found)
      throw Error(current_->name() + ": found no header in the first " + std::to_string(held_.size()) + " bytes");
    const Names names =
        names_in(without_quotes(held_.substr(found->begin, found->end - found->begin)), found->delimiter);
    if (first) {
      names_ = names;
      return parts_.add({name_, 0});
    }
    if (found->begin == found->end)
      throw Error(current_->name() + ": the file is empty; expected the header of " + name_);
    if (names != names_) {
      throw Error(current_->name() + ": another header than in " + name_ + ": " + difference(names_, names) +
                  "; expected the same columns in the same order");
    }
    given_ = found->end;
    const auto lines = static_cast<std::ptrdiff_t>(found->lines);
    const bool one_column = names.size() == 1;  // an empty line is a record then
    if (one_column) return parts_.add({current_->name(), lines_ - lines});
    parts_.add({current_->name(), lines_});
    held_.replace(0, given_, std::string(found->lines, '\n'));
    given_ = 0;
  }

  /// Reads as much of the current file as it takes to find its header.
  std::optional<HeaderRecord> hold_header() {
    std::optional<HeaderRecord> found;
    for (bool complete = false; !found && !complete && held_.size() < kMostHeader;) {
      const std::size_t size = held_.size(), step = std::size_t{1} << 14;
      held_.resize(size + step);
      const std::size_t count = current_->read(held_.data() + size, step);
      held_.resize(size + count);
      complete = count == 0;
      found = find_(held_, current_->name(), complete);
    }
    return found;
  }

  std::vector<std::string> paths_;
  OpenText open_;
  FindHeader find_;
  FileParts& parts_;
  std::unique_ptr<ByteSource> current_;
  std::size_t next_ = 0;
  Names names_;              ///< in the header of the first file
  std::string name_, held_;  ///< held: bytes of the current file already read
  std::size_t given_ = 0;
  std::ptrdiff_t lines_ = 0;
  char last_ = '\n';
};

}  // namespace

void FileParts::clear() {
  const std::lock_guard lock(mutex_);
  parts_.clear();
}

void FileParts::add(FilePart part) {
  const std::lock_guard lock(mutex_);
  parts_.push_back(std::move(part));
}

std::vector<FilePart> FileParts::all() const {
  const std::lock_guard lock(mutex_);
  return parts_;
}

std::string FileParts::in_place(const std::string& text) const {
  const std::vector<FilePart> parts = all();
  if (parts.size() < 2 || !text.starts_with(parts[0].name + ":")) return text;
  const char* const digits = text.data() + parts[0].name.size() + 1;
  const char* const end = text.data() + text.size();
  std::ptrdiff_t line = 0;
  const auto [behind, error] = std::from_chars(digits, end, line);
  if (error != std::errc() || behind == end || *behind != ':') return text;
  std::size_t part = 0;
  while (part + 1 < parts.size() && parts[part + 1].lines_before < line) ++part;
  return parts[part].name + ":" + std::to_string(line - parts[part].lines_before) + std::string(behind, end);
}

std::unique_ptr<ByteSource> join_files(std::vector<std::string> paths, OpenText open, FindHeader find,
                                       FileParts& parts) {
  return std::make_unique<JoinedSource>(std::move(paths), std::move(open), std::move(find), parts);
}

}  // namespace binet::detail
