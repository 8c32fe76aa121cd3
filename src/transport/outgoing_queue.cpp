#include "transport/outgoing_queue.hpp"

#include <sys/uio.h>

#include <algorithm>
#include <utility>

namespace parley::transport {

void OutgoingQueue::push(Piece piece) {
  bytes_ += piece.size();
  if (largest_ != unknown && piece.size() >= pieces_[largest_].size()) largest_ = pieces_.size();
  pieces_.push_back(std::move(piece));
}

bool OutgoingQueue::over(std::size_t most) {
  if (cost() <= most) return false;
  if (largest_ == unknown) largest_ = find_largest();
  const std::size_t left = pieces_[largest_].size() - (largest_ == head_ ? head_offset_ : 0);
  return cost() - left - piece_cost > most;
}

std::size_t OutgoingQueue::find_largest() const {
  std::size_t largest = head_;
  for (std::size_t i = head_; i < pieces_.size(); ++i) {
    if (pieces_[i].size() >= pieces_[largest].size()) largest = i;
  }
  return largest;
}

void OutgoingQueue::push_raw(Frame bytes) {
  if (bytes->empty()) return;
  Piece piece;
  piece.payload = std::move(bytes);
  push(std::move(piece));
}

void OutgoingQueue::push_frame(WebSocketDecoder::Kind kind, Frame payload, Sent sent) {
  Piece piece;
  piece.header = frame_header(kind, payload->size());
  piece.payload = std::move(payload);
  if (sent) piece.sent = std::make_unique<Sent>(std::move(sent));
  push(std::move(piece));
}

void OutgoingQueue::push_pong(Frame payload) {
  if (!empty() && pieces_.back().pong && back_is_free()) drop_back();
  push_frame(WebSocketDecoder::Kind::pong, std::move(payload));
  pieces_.back().pong = true;
}

bool OutgoingQueue::back_is_free() const {
  const bool begun = head_ + 1 == pieces_.size() && head_offset_ > 0;
  return !begun && bytes_ - pieces_.back().size() >= promised_;
}

std::size_t OutgoingQueue::gather(iovec* buffers, std::size_t count) const {
  std::size_t filled = 0;
  std::size_t skip = head_offset_;
  const auto add = [&](const void* data, std::size_t size) {
    if (skip >= size) {
      skip -= size;
      return;
    }
    buffers[filled++] = {const_cast<char*>(static_cast<const char*>(data)) + skip, size - skip};
    skip = 0;
  };
  for (std::size_t i = head_; i < pieces_.size() && filled + 2 <= count; ++i) {
    add(pieces_[i].header.bytes.data(), pieces_[i].header.size);
    add(pieces_[i].payload->data(), pieces_[i].payload->size());
  }
  return filled;
}

void OutgoingQueue::consume(std::size_t bytes) {
  bytes_ -= bytes;
  promised_ -= std::min(promised_, bytes);
  head_offset_ += bytes;
  while (head_ < pieces_.size() && head_offset_ >= pieces_[head_].size()) {
    Piece gone = std::move(pieces_[head_]);
    head_offset_ -= gone.size();
    if (largest_ == head_) largest_ = unknown;
    ++head_;
    if (gone.sent) (*gone.sent)(true);
  }
  shrink();
}

void OutgoingQueue::shrink() {
  if (empty()) {
    // A busy connection keeps a small vector, an idle one of many keeps little.
    pieces_.clear();
    head_ = 0;
    largest_ = unknown;
    if (pieces_.capacity() > 4) std::vector<Piece>().swap(pieces_);
  } else if (head_ > 256 && head_ > pieces_.size() / 2) {
    pieces_.erase(pieces_.begin(), pieces_.begin() + static_cast<std::ptrdiff_t>(head_));
    if (largest_ != unknown) largest_ -= head_;
    head_ = 0;
  }
}

void OutgoingQueue::drop_back() {
  Piece dropped = std::move(pieces_.back());
  pieces_.pop_back();
  if (largest_ == pieces_.size()) largest_ = unknown;
  bytes_ -= dropped.size();
  if (dropped.sent) (*dropped.sent)(false);
}

void OutgoingQueue::drop_waiting() {
  while (!empty() && back_is_free()) drop_back();
  shrink();
}

void OutgoingQueue::drop_all() {
  bytes_ += head_offset_;  // drop_back counts whole pieces
  head_offset_ = promised_ = 0;
  while (!empty()) drop_back();
  shrink();
}

}  // namespace parley::transport
