#include "io/text_encoding.hpp"

#include "binet/base/error.hpp"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace binet::detail {
namespace {

class EncodedSource : public ByteSource {
 public:
  EncodedSource(std::unique_ptr<ByteSource> source, const std::string& encoding)
      : source_(std::move(source)),
        encoding_(encoding),
        input_(kBuffer),
        converter_(iconv_open("UTF-8", encoding.c_str())) {
    if (converter_ == kNone) {
      throw UsageError("unknown encoding '" + encoding +
                       "'; expected a name such as latin1, windows-1252, utf-16 or shift_jis");
    }
  }
  ~EncodedSource() override { iconv_close(converter_); }
  EncodedSource(const EncodedSource&) = delete;
  EncodedSource& operator=(const EncodedSource&) = delete;

  std::size_t read(char* buffer, std::size_t size) override {
    if (spare_.empty() && size >= kLongestCharacter) return convert(buffer, size);
    if (spare_.empty()) {
      spare_.resize(kLongestCharacter);
      spare_.resize(convert(spare_.data(), spare_.size()));
    }
    const std::size_t count = std::min(size, spare_.size());
    std::copy_n(spare_.begin(), count, buffer);
    spare_.erase(0, count);
    return count;
  }
  bool ready() override { return !spare_.empty() || held_ >= kLongestCharacter || source_->ready(); }
  const std::string& name() const override { return source_->name(); }

 private:
  static constexpr std::size_t kBuffer = std::size_t{1} << 16, kLongestCharacter = 16;
  static inline const iconv_t kNone = reinterpret_cast<iconv_t>(-1);

  /// Converts as much as the buffer takes, which has room for one character at least. Returns 0 at the end.
  std::size_t convert(char* buffer, std::size_t size) {
    for (;;) {
      if (!complete_ && held_ < kLongestCharacter) fill();
      if (held_ == 0) return 0;
      char* in = input_.data() + begin_;
      char* out = buffer;
      std::size_t left = size;
      const std::size_t status = iconv(converter_, &in, &held_, &out, &left);
      const int reason = errno;
      begin_ = static_cast<std::size_t>(in - input_.data());
      if (status == static_cast<std::size_t>(-1) && reason == EILSEQ) {
        throw Error(name() + ": byte " + std::to_string(bytes_before_ + begin_ + 1) + " is not valid in " + encoding_);
      }
      if (status == static_cast<std::size_t>(-1) && reason == EINVAL && complete_) {
        throw Error(name() + ": the last character is cut; expected text in " + encoding_);
      }
      if (left < size) return size - left;
      if (reason == EINVAL || held_ < kLongestCharacter) fill();
    }
  }

  void fill() {
    std::memmove(input_.data(), input_.data() + begin_, held_);
    bytes_before_ += begin_;
    begin_ = 0;
    const std::size_t count = source_->read(input_.data() + held_, input_.size() - held_);
    held_ += count;
    complete_ = count == 0;
  }

  std::unique_ptr<ByteSource> source_;
  std::string encoding_;
  std::vector<char> input_;
  std::string spare_;  ///< converted for a read of fewer bytes than a character may have, not yet handed out
  std::size_t begin_ = 0, held_ = 0, bytes_before_ = 0;
  bool complete_ = false;
  iconv_t converter_;
};

class ReturnsSource : public ByteSource {
 public:
  explicit ReturnsSource(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t count = source_->read(buffer, size);
    std::replace(buffer, buffer + count, '\r', '\n');
    return count;
  }
  bool ready() override { return source_->ready(); }
  const std::string& name() const override { return source_->name(); }

 private:
  std::unique_ptr<ByteSource> source_;
};

}  // namespace

bool has_lone_returns(std::string_view start) {
  const std::size_t first = start.find('\r');
  if (first == std::string_view::npos || first + 1 >= start.size()) return false;
  return start.find('\n') >= start.size() - 1;  // an editor may have added one at the end
}

std::unique_ptr<ByteSource> returns_to_line_feeds(std::unique_ptr<ByteSource> source) {
  return std::make_unique<ReturnsSource>(std::move(source));
}

std::string encoding_of(std::string_view start) {
  using namespace std::string_view_literals;
  if (start.starts_with("\xFF\xFE\0\0"sv)) return "UTF-32LE";  // before UTF-16LE, whose mark begins alike
  if (start.starts_with("\0\0\xFE\xFF"sv)) return "UTF-32BE";
  if (start.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (start.starts_with("\xFE\xFF")) return "UTF-16BE";
  return "";
}

std::unique_ptr<ByteSource> as_utf8(std::unique_ptr<ByteSource> source, const std::string& encoding) {
  return std::make_unique<EncodedSource>(std::move(source), encoding);
}

}  // namespace binet::detail
