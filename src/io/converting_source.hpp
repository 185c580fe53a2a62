#pragma once

#include "io/byte_source.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace binet::detail {

/// A source of text that is made piece by piece.
class ConvertingSource : public ByteSource {
 public:
  std::size_t read(char* buffer, std::size_t size) final {
    while (given_ == text_.size()) {
      text_.clear();
      given_ = 0;
      if (!make(text_) && text_.empty()) return 0;
    }
    const std::size_t count = std::min(size, text_.size() - given_);
    std::copy_n(text_.data() + given_, count, buffer);
    given_ += count;
    return count;
  }

 protected:
  bool holds_text() const { return given_ < text_.size(); }

 private:
  /// Appends some text, or none although there may be more. False at the end.
  virtual bool make(std::string& text) = 0;

  std::string text_;
  std::size_t given_ = 0;
};

}  // namespace binet::detail
