#include "io/joined_files.hpp"

#include "binet/base/error.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>
#include <utility>

namespace binet::detail {
namespace {

constexpr std::size_t kMostHeader = std::size_t{1} << 20;  ///< largest header, in bytes

/// The lines of a text up to its header: the first line that is neither empty nor a comment nor "sep=;".
struct HeaderLines {
  std::string header;
  std::size_t lines = 0, bytes = 0;
  bool found = false;
};

HeaderLines find_header(std::string_view text, bool complete) {
  HeaderLines found;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos && !complete) return found;
    std::string_view line = text.substr(at, end == std::string_view::npos ? end : end - at);
    at += line.size() + 1;
    ++found.lines;
    if (found.lines == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    while (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#') || line.starts_with("sep=")) continue;
    found.header = line;
    found.bytes = std::min(at, text.size());
    found.found = true;
    return found;
  }
  return found;
}

std::string without_quotes(std::string text) {
  std::erase(text, '"');
  return text;
}

std::vector<std::string> names_in(const std::string& header) {
  char delimiter = ',';
  std::ptrdiff_t most = 0;
  for (const char c : {'\t', ';', ',', '|'}) {
    const std::ptrdiff_t count = std::ranges::count(header, c);
    if (count > most) delimiter = c;
    most = std::max(most, count);
  }
  std::vector<std::string> names(1);
  for (const char c : header) c == delimiter ? static_cast<void>(names.emplace_back()) : names.back().push_back(c);
  return names;
}

std::string difference(const std::string& expected, const std::string& found) {
  const std::vector<std::string> a = names_in(without_quotes(expected)), b = names_in(without_quotes(found));
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] != b[i]) return "column " + std::to_string(i + 1) + " is '" + b[i] + "'; expected '" + a[i] + "'";
  }
  return std::to_string(b.size()) + " columns; expected " + std::to_string(a.size());
}

class JoinedSource : public ByteSource {
 public:
  JoinedSource(std::vector<std::string> paths, OpenText open, bool header, FileParts& parts)
      : paths_(std::move(paths)), open_(std::move(open)), has_header_(header), parts_(parts) {
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
    lines_ += static_cast<std::size_t>(std::count(bytes, bytes + count, '\n'));
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
    if (!has_header_) return parts_.add({current_->name(), first ? 0 : lines_});
    bool complete = false;
    HeaderLines found;
    while (!found.found && !complete && held_.size() < kMostHeader) {
      const std::size_t size = held_.size(), step = std::size_t{1} << 14;
      held_.resize(size + step);
      const std::size_t count = current_->read(held_.data() + size, step);
      held_.resize(size + count);
      complete = count == 0;
      found = find_header(held_, complete);
    }
    if (first) {
      header_ = found.header;
      return parts_.add({name_, 0});
    }
    if (without_quotes(found.header) != without_quotes(header_)) {
      throw Error(current_->name() + ": another header than in " + name_ + ": " + difference(header_, found.header) +
                  "; expected the same columns in the same order");
    }
    given_ = found.bytes;
    const bool one_column = names_in(header_).size() == 1;  // an empty line is a record then
    if (one_column) return parts_.add({current_->name(), lines_ - std::min(lines_, found.lines)});
    parts_.add({current_->name(), lines_});
    held_.replace(0, given_, std::string(found.lines, '\n'));
    given_ = 0;
  }

  std::vector<std::string> paths_;
  OpenText open_;
  bool has_header_;
  FileParts& parts_;
  std::unique_ptr<ByteSource> current_;
  std::size_t next_ = 0;
  std::string name_, header_, held_;  ///< held: bytes of the current file already read
  std::size_t given_ = 0, lines_ = 0;
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
  std::size_t line = 0;
  const auto [behind, error] = std::from_chars(digits, end, line);
  if (error != std::errc() || behind == end || *behind != ':') return text;
  std::size_t part = 0;
  while (part + 1 < parts.size() && parts[part + 1].lines_before < line) ++part;
  return parts[part].name + ":" + std::to_string(line - parts[part].lines_before) + std::string(behind, end);
}

std::unique_ptr<ByteSource> join_files(std::vector<std::string> paths, OpenText open, bool header, FileParts& parts) {
  return std::make_unique<JoinedSource>(std::move(paths), std::move(open), header, parts);
}

}  // namespace binet::detail
